import { NamedError } from '../../contract/errors.ts';
import { anApproval, aServerQuestion, now } from './example-values.ts';
import { approvalSize, arm, expect, type OpenWindow, test } from './window.ts';

/** Stops the clock, lets a question come in and returns when it stands there, well before it takes an answer. */
async function askWithStoppedClock({ page, double }: OpenWindow): Promise<void> {
  await page.clock.pauseAt(new Date(now.getTime() + 60_000));
  double.emit('approvals.changed', [anApproval()]);
  await expect(async () => {
    await page.clock.runFor(10);
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused({ timeout: 50 });
  }).toPass({ intervals: [50] });
}

test.describe('a question', () => {
  test('takes no click and no key in its first half second', async ({ openWindow }) => {
    const window = await openWindow({ at: '/approvals' });
    const { page, double } = window;
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    await askWithStoppedClock(window);
    await page.getByRole('button', { name: 'Allow once' }).click({ force: true });
    await page.getByRole('button', { name: 'Deny' }).press('Enter');
    await page.clock.runFor(100);
    expect(double.inputsOf('approvals.decide')).toEqual([]);
    await page.clock.runFor(600);
    await page.getByRole('button', { name: 'Allow once' }).click();
    await expect.poll(() => double.inputsOf('approvals.decide')).toEqual([{ id: 'q-1', answer: 'once' }]);
  });

  test('is never allowed by Enter, only by the space bar', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { approvals: [anApproval()] } });
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
    await arm(page);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Allow once' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Enter never allows anything.')).toBeVisible();
    expect(double.inputsOf('approvals.decide')).toEqual([]);
    await page.keyboard.press('Space');
    await expect.poll(() => double.inputsOf('approvals.decide')).toEqual([{ id: 'q-1', answer: 'once' }]);
  });

  for (const [button, answer] of Object.entries({ Deny: 'deny', 'Allow for this session': 'session', 'Always allow …': 'always' })) {
    test(`is answered with ${answer} by “${button}”`, async ({ openWindow }) => {
      const { page, double } = await openWindow({ at: '/approvals', core: { approvals: [anApproval()] } });
      await expect(page.getByText('every call of files.write_file by claude-desktop')).toBeVisible();
      await arm(page);
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByText('Nothing waits for you')).toBeVisible();
      expect(double.inputsOf('approvals.decide')).toEqual([{ id: 'q-1', answer }]);
    });
  }

  test('about a command offers only no and yes', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approvals', core: { approvals: [aServerQuestion()] } });
    await expect(page.getByText('postgresql://localhost/shop')).toBeVisible();
    await arm(page);
    await expect(page.getByRole('group', { name: 'Your answer' }).getByRole('button')).toHaveText(['Deny', 'Allow']);
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect.poll(() => double.inputsOf('approvals.decide')).toEqual([{ id: 'q-server', answer: 'once' }]);
  });

  test('shows every digit and every hidden character, and no markup', async ({ openWindow }) => {
    const argumentsText = '{\n  "amount": 12345678901234567890,\n  "note": "<img src=x onerror=alert(1)> pay\\u{202E}lla"\n}';
    const { page } = await openWindow({
      at: '/approvals',
      core: { approvals: [anApproval({ argumentsText, claim: 'safe\u200b <b>tool</b>' })] },
    });
    await expect(page.getByText('12345678901234567890')).toBeVisible();
    await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
    await expect(page.getByText('U+202E')).toBeVisible();
    await expect(page.getByText('U+200B')).toBeVisible();
    await expect(page.locator('article img, article b')).toHaveCount(0);
    await page.getByRole('button', { name: 'Show the exact text' }).click();
    await expect(page.getByLabel('With these arguments as JSON')).toContainText('"amount": 12345678901234567890');
  });

  test('shows a long argument in full when asked', async ({ openWindow }) => {
    const content = `${'a line of text\n'.repeat(4_000)}the very end`;
    const argumentsText = JSON.stringify({ content }, null, 2);
    const { page } = await openWindow({ at: '/approvals', core: { approvals: [anApproval({ argumentsText })] } });
    await expect(page.getByText('58,012 more characters')).toBeVisible();
    await page.getByRole('button', { name: 'Show all 60,012 characters' }).click();
    await expect(page.getByText('the very end')).toBeAttached();
  });

  test('that ended meanwhile says that the answer didn’t count', async ({ openWindow }) => {
    const late = () => {
      throw new NamedError('not_found', 'This question is no longer open.');
    };
    const { page } = await openWindow({ at: '/approvals', core: { approvals: [anApproval()] }, answers: { 'approvals.decide': late } });
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
    await arm(page);
    await page.getByRole('button', { name: 'Allow once' }).click();
    await expect(page.locator('h2', { hasText: 'The answer didn’t count' })).toBeVisible();
  });

  test('gives way to the next one, which takes its own half second', async ({ openWindow }) => {
    const second = anApproval({ id: 'q-2', tool: 'files.delete_file', risk: 'destructive' });
    const { page, double } = await openWindow({ at: '/approvals', core: { approvals: [anApproval(), second] } });
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
    await arm(page);
    await page.getByRole('button', { name: 'Allow once' }).dblclick();
    await expect(page.getByRole('heading', { name: 'Claude Desktop wants to use delete_file' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
    expect(double.inputsOf('approvals.decide')).toEqual([{ id: 'q-1', answer: 'once' }]);
  });
});

test.describe('the approval window', () => {
  test.use({ viewport: approvalSize });

  test('says what was answered in it', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/approval/q-1', core: { approvals: [anApproval()] } });
    await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
    await arm(page);
    await page.keyboard.press('Enter');
    await expect(page.getByText('You denied it')).toBeVisible();
    expect(double.inputsOf('approvals.decide')).toEqual([{ id: 'q-1', answer: 'deny' }]);
  });

  test('shows nothing but its own question', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approval/q-1', core: { approvals: [aServerQuestion(), anApproval()] } });
    await expect(page.getByRole('heading', { name: 'Claude Desktop wants to use write_file' })).toBeVisible();
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByText('postgres')).toHaveCount(0);
  });

  test('says so when its question was never there', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/approval/gone' });
    await expect(page.getByText('This question is no longer open')).toBeVisible();
  });
});

test.describe('in a window that is too small for all of it', () => {
  const argumentsText = JSON.stringify({ path: '/home/ada/notes.md', content: 'Bread and milk' }, null, 2);
  const several = ['q-1', 'q-2', 'q-3'].map((id) => anApproval({ id, argumentsText }));
  const cases = {
    'the smallest window, with several questions': { at: '/approvals', width: 760, height: 520 },
    'a window at twice the size, with several questions': { at: '/approvals', width: 640, height: 400 },
    'the small window at twice the size': { at: '/approval/q-1', width: 240, height: 280 },
  };
  for (const [name, { at, width, height }] of Object.entries(cases)) {
    test(`${name}: what is asked can be read whole, and every answer can be reached`, async ({ openWindow }) => {
      const { page } = await openWindow({ at, core: { approvals: several } });
      await page.setViewportSize({ width, height });
      await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
      await arm(page);
      const read = await page.getByRole('region', { name: 'With these arguments' }).locator('dl > div').all();
      const pressed = await page.getByRole('group', { name: 'Your answer' }).getByRole('button').all();
      expect([read.length, pressed.length]).toEqual([2, 4]);
      for (const seen of [...read, ...pressed]) {
        await seen.scrollIntoViewIfNeeded();
        await expect(seen).toBeInViewport({ ratio: 0.95 });
      }
    });
  }
});
