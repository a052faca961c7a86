import type { Page } from '@playwright/test';
import { NamedError } from '../../contract/errors.ts';
import type { AppFile } from '../../contract/known-apps.ts';
import { aCandidate, aKnownApp, examplePlan, importSources, knownApps } from './example-apps.ts';
import { aStatus, secondsAgo } from './example-values.ts';
import { expect, look, test } from './window.ts';

const core = { knownApps: [...knownApps] };

async function click(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}

test.describe('the apps', () => {
  test('are listed with their state in words and what to do next', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core });
    await expect(page.getByText('Something took Patchbay’s entry out')).toBeVisible();
    await expect(page.getByText('type /permissions and choose “Trust this folder”')).toBeVisible();
    await look(page, 'apps');

    await page.getByLabel('Search the apps').fill('goose');
    await expect(page.getByRole('link', { name: 'Goose' })).toBeVisible();
    await page.getByLabel('Search the apps').fill('nothing like it');
    await expect(page.getByText('No app is called “nothing like it”')).toBeVisible();
    await page.getByLabel('Search the apps').fill('');
    await expect(page.getByRole('link', { name: 'Goose' })).toBeHidden();

    await click(page, 'Mend Cursor');
    await expect(page.getByRole('button', { name: 'Mend Cursor' })).toHaveCount(0);
    expect(double.inputsOf('apps.plan')).toEqual([{ app: 'cursor', action: 'wire', takeOver: [] }]);
    expect(double.inputsOf('apps.apply')).toEqual([{ plan: 'plan-wire-cursor-0' }]);
  });

  test('follow what the core says about them', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core: { knownApps: [aKnownApp('zed', 'Zed')] } });
    await expect(page.getByText('Not connected')).toBeVisible();
    double.emit('apps.changed', [aKnownApp('zed', 'Zed', { state: 'connected', connectedSessions: 2 })]);
    await expect(page.getByText('2 sessions open now')).toBeVisible();
  });

  test('that go past Patchbay or lost it come up on the overview, which leads to them', async ({ openWindow }) => {
    const bypass = { kind: 'bypass', path: '/x', message: 'Zed talks to “db” itself.', since: secondsAgo(60), leftAlone: true } as const;
    const zed = aKnownApp('zed-nightly', 'Zed Nightly', { state: 'wired', drift: [bypass] });
    const { page } = await openWindow({ core: { ...core, knownApps: [...knownApps, zed] } });
    await expect(page.getByText('Cursor lost Patchbay')).toBeVisible();
    await expect(page.getByText('Gemini CLI knows Patchbay and doesn’t use it')).toBeVisible();
    await look(page, 'overview-drift');
    await page.getByRole('link', { name: 'Look at Zed Nightly' }).click();
    await expect(page.getByText('Patchbay leaves it alone now')).toBeVisible();
  });
});

test.describe('other servers that an app lost with the entry', () => {
  const backup = { id: '20261121T100000000-0123abcd', at: secondsAgo(300) };
  const gone = {
    kind: 'others-lost',
    path: '/x',
    message: '3 other servers are gone from /x, too: a, b, c.',
    since: secondsAgo(60),
  } as const;
  const cursor = aKnownApp('cursor', 'Cursor', { state: 'wired', drift: [{ ...gone, leftAlone: false, backup }] });

  test('come back after a look at the change', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core: { knownApps: [cursor] } });
    await expect(page.getByText('3 other servers are gone')).toBeVisible();
    await look(page, 'apps-others-lost');
    await click(page, 'Bring back the other servers of Cursor');
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    expect(double.inputsOf('apps.plan')).toEqual([{ app: 'cursor', action: 'restore', backup: backup.id, takeOver: [] }]);
    await expect(page.getByText('The file is as it was then')).toBeVisible();
  });

  test('may stay gone', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core: { knownApps: [cursor] } });
    await click(page, 'Leave the settings of Cursor so');
    await expect(page.getByText('3 other servers are gone')).toHaveCount(0);
    expect(double.inputsOf('apps.plan')).toEqual([{ app: 'cursor', action: 'wire', takeOver: [] }]);
  });

  test('may stay gone from a project, where the entry is put back, too', async ({ openWindow }) => {
    const project = '/home/ada/shop';
    const file: AppFile = { path: '/x', scope: 'project', project, exists: true, wired: true, fault: null, servers: [] };
    const lost = { kind: 'lost', path: '/x', message: 'It is gone.', since: secondsAgo(60), leftAlone: false } as const;
    const zed = aKnownApp('zed', 'Zed', { state: 'drifted', drift: [lost], files: [file] });
    const { page, double } = await openWindow({ at: '/apps', core: { knownApps: [{ ...cursor, files: [file] }, zed] } });
    await click(page, 'Leave the settings of Cursor so');
    await click(page, 'Mend Zed');
    await expect(page.getByText('It is gone.')).toHaveCount(0);
    const wired = (app: string) => ({ app, action: 'wire', takeOver: [], project });
    expect(double.inputsOf('apps.plan')).toEqual([wired('cursor'), wired('zed')]);
  });
});

test.describe('connecting an app', () => {
  test('shows the exact change, moves what was checked, and can be undone', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core });
    await click(page, 'Connect VS Code');
    await expect(page.getByText('PATCHBAY_APP_KEY')).toBeVisible();
    await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
    await expect(page.getByText('U+202E')).toBeVisible();
    await expect(page.getByText('It asks for the address of your site first')).toBeAttached();
    await look(page, 'app-connect');
    await page.getByRole('checkbox', { name: 'GitHub' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
    await expect(page.getByText('VS Code knows Patchbay now')).toBeVisible();
    await look(page, 'app-connected');
    expect(double.inputsOf('apps.apply')).toEqual([{ plan: 'plan-wire-vscode-1' }]);

    await click(page, 'Undo');
    await expect(page.getByText('Taken back')).toBeVisible();
    expect(double.inputsOf('apps.plan').at(-1)).toEqual({ app: 'vscode', action: 'unwire', takeOver: [] });
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Connect VS Code' })).toBeFocused();
  });

  test('says of a server that Patchbay has already what it is called there, and nothing that will not be', async ({ openWindow }) => {
    const secrets = [{ place: 'the variable GITHUB_TOKEN', name: 'github-token' }];
    const known = aCandidate('github-2', { title: 'github', duplicateOf: 'hub', secrets });
    const answers = { 'imports.find': () => importSources.map((source) => ({ ...source, candidates: [known] })) };
    const { page } = await openWindow({ at: '/apps', core, answers });
    await click(page, 'Connect VS Code');
    await expect(page.getByText('Patchbay already has it as hub.')).toBeVisible();
    await expect(page.getByText('github-2', { exact: true })).toHaveCount(0);
    await expect(page.getByText('Moves into the vault')).toHaveCount(0);
  });

  test('plans anew when the file changed meanwhile, and says what can’t be written', async ({ openWindow }) => {
    let refusals: Error[] = [new NamedError('conflict', 'changed'), new NamedError('internal', 'The disk is full. Make room.')];
    const answers = {
      'apps.apply': () => {
        const [refusal, ...rest] = refusals;
        refusals = rest;
        throw refusal ?? new Error('asked too often');
      },
    };
    const { page, double } = await openWindow({ at: '/apps', core, answers });
    await click(page, 'Connect VS Code');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect(page.getByText('Something changed meanwhile, so nothing was written')).toBeVisible();
    await expect.poll(() => double.inputsOf('apps.plan').length).toBe(2);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await expect(page.getByText('The disk is full. Make room.')).toBeVisible();
    await click(page, 'Not now');
    await expect(dialog).toHaveCount(0);
  });

  test('stays quick and readable with a change of 5 MB and 200 servers', async ({ openWindow }) => {
    const many = Array.from({ length: 200 }, (_, index) => aCandidate(`server-${index}`));
    const lines = Array.from({ length: 100_000 }, (_, index) => `+line ${index} ${'x'.repeat(40)}`);
    const huge = (input: Parameters<typeof examplePlan>[0]) => {
      const plan = examplePlan(input);
      const long = { path: `/home/${'very-'.repeat(2_000)}long`, diff: `@@ -1,1 +1,100000 @@\n${lines.join('\n')}\n`, lost: [] };
      return { ...plan, changes: [long, ...plan.changes] };
    };
    const answers = { 'apps.plan': huge, 'imports.find': () => importSources.map((source) => ({ ...source, candidates: many })) };
    const { page } = await openWindow({ at: '/apps', core, answers });
    await click(page, 'Connect VS Code');
    await expect(page.getByRole('region', { name: /100,000 lines added/ })).toBeVisible();
    await click(page, 'All');
    await expect(page.getByRole('checkbox', { name: 'server-0' })).toBeChecked();
    expect(await page.locator('*').count()).toBeLessThan(3_000);
    await look(page, 'app-connect-huge');
  });

  test('by hand gives what to paste, for a known app and for any other', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps', core: { ...core, status: aStatus() } });
    await click(page, 'What to paste into JetBrains AI Assistant');
    await click(page, 'Make its entry');
    await expect(page.getByText('Choose “As JSON” and paste this.')).toBeVisible();
    await look(page, 'app-paste');
    await page.keyboard.press('Escape');
    await click(page, 'Another app');
    await page.getByLabel('Which app?').fill('My Café App');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Open the app’s settings and look for MCP servers.')).toBeVisible();
    expect(double.inputsOf('apps.connect')).toEqual([{ app: 'jetbrains-ai' }, { app: 'my-cafe-app' }]);
  });
});

test.describe('one app', () => {
  test('shows its files, what goes past Patchbay, its backups, and restores one after a look', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps/vscode', core });
    await expect(page.getByText('2 servers go past Patchbay.')).toBeVisible();
    await look(page, 'app-page');
    await page.getByRole('radio', { name: /Mend it by itself/ }).check();
    await expect.poll(() => double.inputsOf('apps.guard')).toEqual([{ app: 'vscode', guard: 'mend' }]);
    await page.getByLabel('The project’s folder').fill('/home/ada/shop');
    await page.keyboard.press('Enter');
    await expect(page.getByText('whoever gets the project gets the key in it')).toBeVisible();
    await page.keyboard.press('Escape');
    await click(page, 'Disconnect VS Code in /home/ada/shop');
    await expect(page.getByRole('heading', { name: 'Disconnect VS Code' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Restore the backup/ })
      .first()
      .click();
    await expect(page.getByText('This stands in the file now and would be lost')).toBeVisible();
    await page.getByText('would be lost').scrollIntoViewIfNeeded();
    await look(page, 'app-restore');
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByText('The file is as it was then')).toBeVisible();
  });

  test('says why its file isn’t touched, and what couldn’t be read', async ({ openWindow }) => {
    const answers = {
      'apps.backups': () => {
        throw new NamedError('internal', 'The folder of backups can’t be read.');
      },
    };
    const { page } = await openWindow({ at: '/apps/claude-code', core, answers });
    await expect(page.getByText('Line 12, column 5')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Connect Claude Code' })).toBeDisabled();
    await expect(page.getByText('The backups couldn’t be read')).toBeVisible();
    await look(page, 'app-unreadable');
  });
});
