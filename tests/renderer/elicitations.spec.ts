import type { Page } from '@playwright/test';
import type { Elicitation } from '../../contract/elicitations.ts';
import { NamedError } from '../../contract/errors.ts';
import { aForm, aPage } from './example-elicitations.ts';
import { anApproval, now } from './example-values.ts';
import { approvalSize, arm, expect, look, test } from './window.ts';

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send the answers' }).click();
}

const untouched = { mail: 'ada@example.org', bags: '1', class: 'couchette', meals: ['b'] };

test.describe('a form of a server', () => {
  test('takes no click in its first half second, and nothing from Enter in a field', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals' });
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    await page.clock.pauseAt(new Date(now.getTime() + 60_000));
    double.emit('elicitations.changed', [aForm()]);
    await expect(async () => {
      await page.clock.runFor(10);
      await expect(page.getByLabel('Passenger')).toBeVisible({ timeout: 50 });
    }).toPass({ intervals: [50] });
    await page.getByRole('button', { name: 'Send the answers' }).click({ force: true });
    await page.getByRole('button', { name: 'Decline' }).click({ force: true });
    await page.clock.runFor(600);
    await page.getByLabel('Passenger').press('Enter');
    await page.clock.runFor(100);
    expect(double.inputsOf('elicitations.answer')).toEqual([]);
    await page.getByRole('button', { name: 'Decline' }).click();
    await expect.poll(() => double.inputsOf('elicitations.answer')).toHaveLength(1);
  });

  test('says who asks for whom, where the answers go, and warns of giving secrets', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await expect(page.getByRole('heading', { name: 'travel asks you something' })).toBeVisible();
    await expect(page.locator('dl')).toHaveText('ServertravelAsked forClaude Desktop');
    await expect(page.getByText('its own words, not checked')).toBeVisible();
    await expect(page.getByText('No passwords, keys or codes here')).toBeVisible();
    await expect(page.getByText('The answers go to travel.')).toBeVisible();
    await arm(page);
    await look(page, 'elicitation-form');
  });

  test('shows all kinds of fields', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await arm(page);
    await page.getByLabel('Language').scrollIntoViewIfNeeded();
    await look(page, 'elicitation-form-end');
  });

  test('starts with the server’s defaults, and leaves out what is left open', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await arm(page);
    await page.getByLabel('Passenger').fill('Ada Lovelace');
    await send(page);
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    expect(double.inputsOf('elicitations.answer')).toEqual([
      { id: 'e-form', action: 'accept', content: { name: 'Ada Lovelace', ...untouched } },
    ]);
  });

  test('can be filled in with the keyboard alone', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await arm(page);
    await page.getByLabel('Passenger').focus();
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('12345678901234567890');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Send the answers' }).press('Space');
    await expect.poll(() => double.inputsOf('elicitations.answer')).toHaveLength(1);
    const content = { name: 'Ada', mail: 'ada@example.org', bags: '12345678901234567890', bike: true, class: 'sleeper', meals: ['b', 'd'] };
    expect(double.inputsOf('elicitations.answer')[0]?.content).toEqual(content);
  });

  test('sends days, moments with their zone, and choices from a long list', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await arm(page);
    await page.getByLabel('Day of return').fill('2026-12-24');
    await page.getByLabel('When may we call?').fill('2026-07-01T09:30');
    await page.getByLabel('Language').selectOption('Magyar');
    await page.getByRole('radio', { name: 'No', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Breakfast' }).uncheck();
    await send(page);
    await expect.poll(() => double.inputsOf('elicitations.answer')).toHaveLength(1);
    expect(double.inputsOf('elicitations.answer')[0]?.content).toEqual({
      mail: 'ada@example.org',
      bags: '1',
      bike: false,
      class: 'couchette',
      back: '2026-12-24',
      call: '2026-07-01T09:30:00+02:00',
      language: 'ma',
    });
  });

  test('that isn’t filled in right stays, and leads to the first field that needs another look', async ({ openWindow }) => {
    const refuse = () => {
      const fields = { mail: 'Write an e-mail address, such as ada@example.org.', class: 'Choose an answer.' };
      throw new NamedError('invalid_input', 'mail: Write an e-mail address.', { fields });
    };
    const { page } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] }, answers: { 'elicitations.answer': refuse } });
    await arm(page);
    await page.getByLabel('E-mail').fill('ada');
    await send(page);
    await expect(page.getByText('2 answers need another look. Nothing was sent.')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toBeFocused();
    await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('Write an e-mail address, such as ada@example.org.');
    await expect(page.getByRole('group', { name: 'Class' })).toHaveAccessibleDescription('Choose an answer.');
    await expect(page.getByLabel('E-mail')).toHaveValue('ada');
    await look(page, 'elicitation-form-faults');
  });

  for (const [button, action] of Object.entries({ Decline: 'decline', 'Not now': 'cancel' })) {
    test(`is refused by “${button}” in one click, without its values`, async ({ openWindow }) => {
      const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
      await arm(page);
      await page.getByLabel('Passenger').fill('Ada');
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByText('Nothing waits for you')).toBeVisible();
      expect(double.inputsOf('elicitations.answer')).toEqual([{ id: 'e-form', action, content: {} }]);
    });
  }

  test('shows every hidden character, also of a default, and no markup', async ({ openWindow }) => {
    const [field] = aForm().fields;
    if (field?.kind !== 'text') throw new Error('The first field is text.');
    const hostile = { ...field, title: '<b>Name</b>\u00a0', description: '<img src=x onerror=alert(1)>', initial: 'safe\u202eexe' };
    const form = aForm({ message: '# Pay\n<script>alert(1)</script>', fields: [hostile] });
    const { page } = await openWindow({ at: '/approvals', core: { elicitations: [form] } });
    await expect(page.getByText('<b>Name</b>')).toBeVisible();
    await expect(page.getByText('U+00A0')).toBeVisible();
    await expect(page.getByText('<script>alert(1)</script>')).toBeVisible();
    await expect(page.getByText('This holds characters that can’t be seen: safe‹U+202E›exe')).toBeVisible();
    await expect(page.locator('article :is(img, b, script)')).toHaveCount(0);
  });

  test('keeps what was filled in when another question comes', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aForm()] } });
    await page.getByLabel('Passenger').fill('Ada');
    double.emit('approvals.changed', [anApproval({ requestedAt: '2026-11-20T14:03:40.000Z' })]);
    await expect(page.getByRole('link', { name: /Claude Desktop wants to use/ })).toBeVisible();
    await expect(page.getByLabel('Passenger')).toHaveValue('Ada');
    await arm(page);
    await look(page, 'elicitation-among-approvals');
  });
});

test.describe('a page that a server sends a person to', () => {
  test('shows its whole address and whose it is, and opens only by the link', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aPage()] } });
    await expect(page.getByText('The page belongs to login.rail.example:8443')).toBeVisible();
    await expect(page.getByText(aPage().address)).toBeVisible();
    const link = page.getByRole('link', { name: 'Open in browser' });
    await expect(link).toHaveAttribute('href', aPage().address);
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    expect(double.inputsOf('elicitations.open')).toEqual([]);
    await arm(page);
    await look(page, 'elicitation-page');
  });

  test('opens in a tab of its own, and then is done', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { elicitations: [aPage()] } });
    await page.context().route('https://login.rail.example:8443/**', (route) => route.fulfill({ body: 'Log in' }));
    await arm(page);
    const popup = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Open in browser' }).click();
    const opened = await popup;
    await opened.waitForLoadState();
    expect(opened.url()).toBe(aPage().address);
    expect(await opened.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
    expect(double.inputsOf('elicitations.open')).toEqual([{ id: 'e-page', by: 'person' }]);
    await expect(page.getByText('Finish on the page, then press “Done”.')).toBeVisible();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => double.inputsOf('elicitations.answer')).toEqual([{ id: 'e-page', action: 'accept', content: {} }]);
  });

  test('warns of a name in letters that can pose as others', async ({ openWindow }) => {
    const host = 'xn--pple-43d.example';
    const { page } = await openWindow({ at: '/approvals', core: { elicitations: [aPage({ host, address: `https://${host}/` })] } });
    await expect(page.getByText('Look at this name twice')).toBeVisible();
  });
});

test.describe('the small window', () => {
  test.use({ viewport: approvalSize });

  test('shows a form, and says what became of it', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approval/e-form', core: { elicitations: [aForm()] } });
    await expect(page.getByLabel('Passenger')).toBeVisible();
    await arm(page);
    await look(page, 'elicitation-window-form');
    await page.getByLabel('Passenger').fill('Ada');
    await send(page);
    await expect(page.getByText('You answered')).toBeVisible();
    await look(page, 'elicitation-window-answered');
  });

  test('shows a page to go to', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approval/e-page', core: { elicitations: [aPage({ opened: true })] } });
    await expect(page.getByRole('button', { name: 'Done' })).toBeVisible();
    await arm(page);
    await look(page, 'elicitation-window-page');
  });

  test('says so when the time is up', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approval/e-form', core: { elicitations: [aForm()] } });
    await expect(page.getByText(/^Put off by itself in 1:/)).toBeVisible();
    await page.clock.runFor(113_000);
    await expect(page.getByText('Put off: time is up')).toBeVisible();
    double.emit('elicitations.changed', []);
    await expect(page.getByText('This question is no longer open')).toBeVisible();
  });

  test('keeps its shape while it reads, and says what failed', async ({ openWindow }) => {
    const reading = Promise.withResolvers<Elicitation[]>();
    const answers = [() => reading.promise];
    const { page } = await openWindow({
      at: '/approval/e-form',
      // No event tells what waits: the window has to ask.
      before: (opened) => opened.route('**/api/events', () => undefined),
      answers: { 'elicitations.list': () => (answers.shift() ?? (() => [aForm()]))() },
    });
    await expect(page.getByLabel('The question: reading …')).toBeVisible();
    reading.reject(new NamedError('internal', 'The database is locked by another program. Close it and try again.'));
    await expect(page.getByText('The question couldn’t be read')).toBeVisible();
    await look(page, 'elicitation-window-error');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByLabel('Passenger')).toBeVisible();
  });
});
