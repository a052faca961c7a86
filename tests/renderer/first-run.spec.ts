import { NamedError } from '../../contract/errors.ts';
import { aCandidate, proposal, setUpResult } from './example-apps.ts';
import { expect, look, test } from './window.ts';

const fresh = { setUp: { state: 'new', canUndo: false, result: null } } as const;

test.describe('the first visit', () => {
  test('shows everything that would be done, does what stays checked, and undoes it', async ({ openWindow }) => {
    const { page, double } = await openWindow({ core: fresh });
    await expect(page.getByText('Connect 2 apps, take over 3 servers, move 1 secret into the vault')).toBeVisible();
    expect(page.url()).toMatch(/#\/welcome$/);
    await look(page, 'welcome');
    await page.getByRole('checkbox', { name: 'Linear' }).uncheck();
    await page.getByRole('checkbox', { name: 'Gemini CLI' }).uncheck();
    await page.getByRole('checkbox', { name: /^Also take these servers out/ }).check();
    await page.getByRole('button', { name: 'Set up' }).click();
    await expect(page.getByText('A call that worked')).toBeVisible();
    await expect(page.getByText('answered in 214 ms')).toBeVisible();
    await look(page, 'welcome-done');
    expect(double.inputsOf('firstRun.apply')).toEqual([{ apps: ['vscode'], servers: ['found-github', 'found-shop-db'], moveOut: true }]);

    await page.getByRole('button', { name: 'Undo everything' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Undo everything' }).click();
    await expect(page.getByText('Everything is as it was before')).toBeVisible();
    await look(page, 'welcome-undone');
  });

  test('can be put off, and is found again', async ({ openWindow }) => {
    const { page, state } = await openWindow({ core: fresh });
    await page.getByRole('button', { name: 'Later' }).click();
    await expect(page.getByText('Patchbay can set itself up')).toBeVisible();
    expect(state.setUp.state).toBe('later');
    await page.getByRole('link', { name: 'Show me' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome to Patchbay' })).toBeVisible();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Set up again' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome to Patchbay' })).toBeVisible();
  });

  test('shows each step while it happens, and says what failed as a whole', async ({ openWindow }) => {
    const step = Promise.withResolvers<never>();
    const { page, double } = await openWindow({ core: fresh, answers: { 'firstRun.apply': () => step.promise } });
    await page.getByRole('button', { name: 'Set up' }).click();
    await expect(page.getByText('Getting ready')).toBeVisible();
    double.emit('firstRun.progress', { steps: setUpResult.steps.slice(0, 2), doing: 'Connecting VS Code' });
    await expect(page.getByText('Connecting VS Code')).toBeVisible();
    await look(page, 'welcome-running');
    step.reject(new NamedError('internal', 'The disk is full. Make room.'));
    await expect(page.getByText('The disk is full. Make room.')).toBeVisible();
  });

  test('with nothing on this computer offers what is built in', async ({ openWindow }) => {
    const { page, double } = await openWindow({
      core: { ...fresh, knownApps: [] },
      answers: { 'firstRun.propose': () => ({ apps: [], servers: [], leftOut: [] }) },
    });
    await expect(page.getByText('No AI app was found on this computer')).toBeVisible();
    await look(page, 'welcome-nothing');
    await page.getByRole('button', { name: 'Try the built-in memory' }).click();
    await expect(page.getByText('A call that worked')).toBeVisible();
    expect(double.inputsOf('firstRun.apply')).toEqual([{ apps: [], servers: [], moveOut: false }]);
  });

  test('stays quick and inert with 200 servers of a hostile file', async ({ openWindow }) => {
    const servers = Array.from({ length: 200 }, (_, index) =>
      aCandidate(`server-${index}`, {
        title: `<b>Server</b> \u202e${index}`,
        command: index === 0 ? `npx ${'a'.repeat(10_000)}` : `npx -y server-${index}`,
        warnings: ['It runs a shell: whatever stands in it can do what you can.'],
      }),
    );
    const { page } = await openWindow({ at: '/welcome', answers: { 'firstRun.propose': () => ({ ...proposal, servers }) } });
    await expect(page.getByText('take over 200 servers')).toBeVisible();
    await expect(page.getByText('<b>Server</b>').first()).toBeVisible();
    expect(await page.locator('*').count()).toBeLessThan(2_000);
    await look(page, 'welcome-huge');
  });
});
