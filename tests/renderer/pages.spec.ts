import { NamedError } from '../../contract/errors.ts';
import { aKnownApp } from './example-apps.ts';
import { aVault } from './example-servers.ts';
import { aServer, aServerQuestion, aStatus, sessions } from './example-values.ts';
import { expect, test } from './window.ts';

const namedApps = [
  aKnownApp('claude-desktop', 'Claude Desktop', { state: 'connected' }),
  aKnownApp('windsurf', 'Windsurf', { state: 'needs-restart' }),
  aKnownApp('codex', 'Codex', { state: 'wired' }),
  aKnownApp('zed', 'Zed'),
];

test.describe('the address of the window', () => {
  test('loses its token at once and works on after a reload', async ({ openWindow }) => {
    const { page } = await openWindow();
    await expect(page.getByText('Patchbay is running')).toBeVisible();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await expect(page.getByText('Patchbay is running')).toBeVisible();
  });

  test('is refused with a wrong token, and a fresh one pasted over it opens', async ({ openWindow }) => {
    const { page, server } = await openWindow();
    await page.goto('about:blank');

    await page.goto(server.address.replace(server.token, 'wrong'));
    await expect(page.getByText('This address no longer opens Patchbay')).toBeVisible();
    await page.goto(server.address);
    await expect(page.getByText('Patchbay is running')).toBeVisible();
  });
});

test.describe('when Patchbay goes away', () => {
  test('the window says so and is right again when it is back', async ({ openWindow }) => {
    const { page, server, state } = await openWindow();
    await expect(page.getByText('Patchbay is running')).toBeVisible();
    await server.stop();
    await expect(page.getByText('open the new address that it prints')).toBeVisible();
    await page.getByRole('switch', { name: 'Pause all tools' }).click();
    await expect(page.getByText('Patchbay isn’t answering. Start it again if it was quit.')).toBeVisible();
    state.status = { ...state.status, state: 'paused' };
    await server.start();
    await page.getByRole('button', { name: 'Try now' }).click();
    await expect(page.getByText('All tools are paused')).toBeVisible();
    await expect(page.getByText('open the new address that it prints')).toHaveCount(0);
  });
});

test.describe('inside Electron', () => {
  /** What is no list. */
  const bridgeAnswers: Readonly<Record<string, unknown>> = {
    'status.get': aStatus({ version: '9.9.9-bridge' }),
    'vault.status': aVault(),
    'firstRun.state': { state: 'done', canUndo: false, result: null },
  };

  test('the window talks through the bridge of the preload', async ({ openWindow }) => {
    const { page } = await openWindow({
      before: (opened) =>
        opened.addInitScript((answers) => {
          const calls: string[] = [];
          Object.assign(window, {
            calls,
            patchbay: {
              call: (method: string) => {
                calls.push(method);
                return Promise.resolve({ ok: true, value: answers[method] ?? [] });
              },
              subscribe: () => () => {},
            },
          });
        }, bridgeAnswers),
    });
    await expect(page.getByText('Patchbay 9.9.9-bridge')).toBeVisible();
  });
});

test.describe('the switch', () => {
  test('pauses all tools and lets them run again', async ({ openWindow }) => {
    const { page, double } = await openWindow();
    await page.getByRole('switch', { name: 'Pause all tools' }).click();
    await expect(page.getByText('All tools are paused')).toBeVisible();
    await page.getByRole('switch', { name: 'Pause all tools' }).press('Space');
    await expect(page.getByText('Patchbay is running')).toBeVisible();
    expect(double.inputsOf('broker.pause')).toEqual([{ paused: true }, { paused: false }]);
  });
});

test.describe('the overview', () => {
  test('counts each app once, calls it by its name, and lists those that only need a start', async ({ openWindow }) => {
    const twice = sessions.slice(0, 1).flatMap((session) => [session, { ...session, id: 's-again' }]);
    const { page } = await openWindow({
      core: { status: aStatus({ sessions: twice }), knownApps: namedApps },
      answers: { 'apps.list': () => [] },
    });
    await expect(page.getByText('1 app connected')).toBeVisible();
    const card = page.getByRole('region', { name: 'Apps' });
    await expect(card.getByText('Claude Desktop')).toHaveCount(2);
    await expect(card.getByRole('listitem').filter({ hasText: 'Windsurf' })).toContainText('Restart it once, so that it sees Patchbay');
    await expect(card.getByRole('listitem').filter({ hasText: 'Codex' })).toContainText('Ready for its next start');
    await expect(card.getByText('Zed')).toHaveCount(0);
  });

  test('puts a server first that ended with a fault, also when it is at rest', async ({ openWindow }) => {
    const many = Array.from({ length: 8 }, (_, index) => aServer(`calm-${index}`, {}));
    const servers = [...many, aServer('gone', { state: 'stopped', lastError: 'Nobody listens there.' })];
    const { page } = await openWindow({ core: { status: aStatus({ servers }) } });
    await expect(page.getByRole('region', { name: 'Servers' }).getByRole('listitem').first()).toContainText('gone');
  });
});

test.describe('400 servers', () => {
  test('are a short page, and one of them is found by a part of its name', async ({ openWindow }) => {
    const servers = Array.from({ length: 400 }, (_, index) => aServer(`server-${index}`, {}));
    const { page } = await openWindow({ at: '/servers', core: { status: aStatus({ servers }) } });
    await expect(page.getByRole('link', { name: 'server-0' })).toBeVisible();
    expect(await page.locator('*').count()).toBeLessThan(2_000);
    const search = page.getByLabel('Search the servers');
    await search.fill('R-399');
    await expect(page.getByRole('region', { name: 'Servers' }).getByRole('link')).toHaveText(['server-399']);
    await search.fill('unicorn');
    await expect(page.getByText('No server has “unicorn” in its name or command')).toBeVisible();
  });
});

test.describe('an endpoint whose port is taken', () => {
  test('is told with what to do', async ({ openWindow }) => {
    const fault = "The endpoint's port 7462 is taken by another program: stop that one.";
    const { page } = await openWindow({ core: { status: aStatus({ endpoint: { url: null, fault } }) } });
    await expect(page.getByText('Apps that take a URL can’t come in')).toBeVisible();
    await expect(page.getByText(fault)).toBeVisible();
  });
});

test.describe('connecting an app by hand', () => {
  test('gives the entry to paste, and copies it', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/apps' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Another app' }).click();
    await page.getByLabel('Which app?').fill('My Café App');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Copy the entry' })).toBeFocused();
    await page.getByRole('tab', { name: 'It already lists servers' }).click();
    await page.getByRole('tabpanel', { name: 'It already lists servers' }).getByRole('button', { name: 'Copy the entry' }).click();
    await expect(page.getByText('Copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^"patchbay": \{\n {2}"command"/);
    expect(double.inputsOf('apps.connect')).toEqual([{ app: 'my-cafe-app' }]);
    await expect(page.getByRole('tab', { name: 'The app takes a URL' })).toBeHidden();
  });

  test('gives the address and its key where the endpoint is on', async ({ openWindow }) => {
    const { page } = await openWindow({
      at: '/apps',
      core: { status: aStatus({ endpoint: { url: 'http://127.0.0.1:7462/mcp', fault: null } }) },
    });
    await page.getByRole('button', { name: 'Another app' }).click();
    await page.getByLabel('Which app?').fill('My app');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'The app takes a URL' }).click();
    const entry = await page.getByRole('tabpanel', { name: 'The app takes a URL' }).getByLabel('Entry to paste').textContent();
    expect(JSON.parse(entry ?? '')).toEqual({
      mcpServers: {
        patchbay: { url: 'http://127.0.0.1:7462/mcp', headers: { Authorization: 'Bearer pb_my-app_t0ken-of-the-tests' } },
      },
    });
  });
});

test.describe('a server', () => {
  test('stops, starts, and tells why it can’t', async ({ openWindow }) => {
    const cannot = () => {
      throw new NamedError('internal', 'The program npx was not found. Install Node.js.');
    };
    const { page } = await openWindow({ at: '/servers', answers: { 'servers.start': cannot } });
    await page.getByRole('button', { name: 'Stop github' }).click();
    await page.getByRole('button', { name: 'Start github' }).click();
    await expect(page.locator('h2', { hasText: 'github couldn’t be started' })).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Notifications' }).getByText('The program npx was not found. Install Node.js.'),
    ).toBeVisible();
  });

  test('is removed only after a question, which starts on Cancel', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: '/servers/github' });
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    expect(double.inputsOf('servers.remove')).toEqual([]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible();
    expect(double.inputsOf('servers.remove')).toEqual([{ name: 'github' }]);
  });

  test('that waits for a yes leads to its question', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/servers', core: { approvals: [aServerQuestion()] } });
    await page.getByRole('link', { name: 'Look and decide' }).click();
    await expect(page.getByRole('heading', { name: 'Let the server postgres run like this?' })).toBeVisible();
  });

  test('is followed in its log', async ({ openWindow }) => {
    const { page, state } = await openWindow({ at: '/servers/github?tab=log' });
    await expect(page.getByText('U+202E')).toBeVisible();
    state.serverLog = [...state.serverLog, 'the newest line'];
    await expect(page.getByText('the newest line')).toBeVisible();
  });
});

test.describe('the look', () => {
  test('follows the system until the person chooses, and remembers the choice', async ({ openWindow }) => {
    const { page } = await openWindow();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(background).toBe('rgb(244, 245, 248)');
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(background).toBe('rgb(20, 22, 26)');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});
