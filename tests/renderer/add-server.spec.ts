import { NamedError } from '../../contract/errors.ts';
import { aCandidate } from './example-apps.ts';
import { fileVault, lockedVault, sources } from './example-servers.ts';
import { expect, look, test } from './window.ts';

const at = (way: string) => `/servers/add/${way}`;

test.describe('the directory', () => {
  test('says what each server does, how far it reaches and what it needs', async ({ openWindow }) => {
    const { page } = await openWindow({ at: '/servers' });
    await page.getByRole('link', { name: 'Add a server' }).click();
    await expect(page.getByText('Sees what strangers write')).toBeVisible();
    await look(page, 'add-directory');
    await page.getByLabel('Search the directory').fill('no such thing');
    await expect(page.getByText('The directory doesn’t have that')).toBeVisible();
  });

  test('leads over the questions to the exact command and a server', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: at('directory'), core: { vault: fileVault } });
    await page.getByLabel('Search the directory').fill('git');
    await page.getByRole('link', { name: 'Choose GitHub' }).click();
    await page.getByRole('button', { name: 'Add and start' }).click();
    await expect(page.getByLabel('GitHub token')).toBeFocused();
    await expect(page.getByText('It needs this before it can start.')).toBeVisible();
    await expect(page.getByLabel('GitHub token')).toHaveAttribute('type', 'password');
    await page.getByLabel('GitHub token').fill('ghp_of-the-tests');
    await page.getByLabel('GitHub’s address').fill('git.octo.example');
    await expect(page.getByText('npx -y @example/github-mcp@1.4.2 --host git.octo.example')).toBeVisible();
    await expect(page.getByText('the key lies in a file beside the vault')).toBeVisible();
    await page.getByLabel('Name in Patchbay').fill('Work GitHub');
    await look(page, 'add-answered');
    expect(double.inputsOf('imports.take')).toEqual([]);
    await page.getByRole('button', { name: 'Add and start' }).click();
    await expect(page.getByRole('heading', { name: 'work-github' })).toBeVisible();
    const answers = { token: 'ghp_of-the-tests', tools: 'all', host: 'git.octo.example' };
    expect(double.inputsOf('imports.take')).toEqual([{ servers: [{ id: 'found-github-2', name: 'work-github', answers }] }]);
  });

  test('keeps what was searched for on the way back', async ({ openWindow }) => {
    const { page } = await openWindow({ at: at('directory') });
    await page.getByLabel('Search the directory').fill('linear');
    await page.getByRole('link', { name: 'Choose Linear' }).click();
    await page.getByRole('link', { name: 'Back to the directory' }).click();
    await expect(page.getByLabel('Search the directory')).toHaveValue('linear');
  });
});

test.describe('what is pasted', () => {
  test('is read at once, and nothing runs before its command was shown', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: at('paste') });
    await expect(page.getByText('Paste what the server’s own page tells you')).toBeVisible();
    await look(page, 'add-paste-empty');
    await page.getByLabel('Command, address or settings').fill('npx -y @acme/notes --root "/home/ada/My Notes"');
    await expect(page.getByRole('article', { name: 'notes' })).toContainText('npx -y @acme/notes --root "/home/ada/My Notes"');
    await expect(page.getByLabel('Command, address or settings')).toBeFocused();
    await look(page, 'add-paste-command');
    await page.getByLabel('Name in Patchbay').fill('github');
    await page.getByRole('button', { name: 'Add and start' }).click();
    await expect(page.getByText('There is already a server called github. Choose another name.')).toBeVisible();
    expect(double.inputsOf('imports.take')).toEqual([]);
    expect(double.inputsOf('servers.add')).toEqual([]);
  });

  test('may hold several servers, of which those that are new are chosen', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: at('paste') });
    await page.getByLabel('Command, address or settings').fill('{ "mcpServers": {} }');
    await expect(page.getByRole('checkbox', { name: 'sentry' })).toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'github' })).not.toBeChecked();
    await expect(page.getByText('U+202E')).toBeVisible();
    await look(page, 'add-paste-several');
    await page.getByRole('button', { name: 'Add and start 2' }).click();
    await expect(page.getByRole('link', { name: 'sentry' })).toBeVisible();
    const [taken] = double.inputsOf('imports.take');
    expect(taken?.servers.map(({ name }) => name)).toEqual(['sentry', 'docs']);
  });

  test('is shown with its command, and can be added, in a window at twice the size', async ({ openWindow }) => {
    const { page } = await openWindow({ at: at('paste'), core: { vault: fileVault } });
    await page.setViewportSize({ width: 640, height: 400 });
    await page.getByLabel('Command, address or settings').fill('{ "mcpServers": {} }');
    const command = page.getByRole('article', { name: 'sentry' }).getByText('npx -y @sentry/mcp-server');
    for (const seen of [command, page.getByRole('button', { name: 'Add and start 2' })]) {
      await seen.scrollIntoViewIfNeeded();
      await expect(seen).toBeInViewport({ ratio: 0.95 });
    }
  });

  test('that can’t be read is marked where it breaks', async ({ openWindow }) => {
    const { page } = await openWindow({ at: at('paste') });
    await page.getByLabel('Command, address or settings').fill('{\n  "command": npx');
    await expect(page.getByText('Line 2, column 14: a comma or } is missing.')).toBeVisible();
    await look(page, 'add-paste-fault');
    await page.getByLabel('Command, address or settings').fill('uvx notes');
    await expect(page.getByRole('article', { name: 'notes' })).toBeVisible();
  });
});

test.describe('the servers of the apps', () => {
  test('are found with what is there already, and what fails doesn’t keep the others back', async ({ openWindow }) => {
    const { page, double } = await openWindow({
      at: at('apps'),
      core: { vault: lockedVault },
      answers: { 'imports.find': () => [...sources] },
    });
    await expect(page.getByText('2 secrets move into the vault:')).toBeVisible();
    await expect(page.getByText('settings.json:14:3')).toBeVisible();
    await expect(page.getByText('The vault can’t take secrets now')).toBeVisible();
    await look(page, 'add-apps');
    await page.getByRole('button', { name: 'Choose all' }).click();
    await expect(page.getByLabel('Name in Patchbay')).toHaveCount(3);
    await page.getByLabel('Name in Patchbay').nth(1).fill('github-too');
    await page.getByRole('button', { name: 'Add and start 3' }).click();
    await expect(page.getByText('2 servers couldn’t be added; 1 other was')).toBeVisible();
    await expect(page.getByRole('link', { name: 'github-too' })).toBeVisible();
    await look(page, 'add-apps-failed');
    expect(double.inputsOf('imports.take')).toHaveLength(1);
  });

  test('keep what was decided about them when they are looked for again, under new ids', async ({ openWindow }) => {
    let looks = 0;
    const { page, double } = await openWindow({
      at: at('apps'),
      answers: {
        'imports.find': () => {
          looks += 1;
          const named = (title: string, source: string) => aCandidate(title, { id: `${title}-${source}-${looks}`, source });
          const candidates = [named('one', 'VS Code'), named('two', 'VS Code')];
          const others = [named('one', 'Cursor')];
          return [
            { id: 'vscode', label: 'VS Code', path: '/home/ada/mcp.json', app: 'vscode', fault: null, candidates },
            { id: 'cursor', label: 'Cursor', path: '/home/ada/.cursor/mcp.json', app: 'cursor', fault: null, candidates: others },
          ];
        },
      },
    });
    await page.getByRole('checkbox', { name: 'one' }).first().uncheck();
    await page.getByLabel('Name in Patchbay').first().fill('my-two');
    const before = looks;
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect.poll(() => looks).toBeGreaterThan(before);
    await expect(page.getByRole('checkbox', { name: 'one' }).first()).not.toBeChecked();
    await expect(page.getByRole('checkbox', { name: 'one' }).last()).toBeChecked();
    await page.getByRole('button', { name: 'Add and start 2' }).click();
    await expect.poll(() => double.inputsOf('imports.take').length).toBe(1);
    const [taken] = double.inputsOf('imports.take');
    expect(taken?.servers.map(({ id, name }) => [id, name])).toEqual([
      [`two-VS Code-${looks}`, 'my-two'],
      [`one-Cursor-${looks}`, 'one'],
    ]);
  });

  test('may be none, or hundreds', async ({ openWindow }) => {
    const many = Array.from({ length: 400 }, (_, index) => aCandidate(`server-${index}`, { command: `node ${'x'.repeat(5_000)}` }));
    let found = [{ id: 'vscode', label: 'VS Code', path: '/home/ada/mcp.json', app: 'vscode', fault: null, candidates: many }];
    const { page } = await openWindow({ at: at('apps'), answers: { 'imports.find': () => found } });
    await expect(page.getByText('400 servers found.')).toBeVisible();
    found = [];
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect(page.getByText('No servers found')).toBeVisible();
    await look(page, 'add-apps-none');
  });
});

test.describe('a bundle', () => {
  test('is read from its file, shown and added', async ({ openWindow }) => {
    const { page, double } = await openWindow({ at: at('bundle') });
    const buffer = Buffer.from('PK-of-the-tests');
    await page.locator('input[type=file]').setInputFiles({ name: 'photos.zip', mimeType: 'application/zip', buffer });
    await expect(page.getByText('it has no manifest.json')).toBeVisible();
    await look(page, 'add-bundle-fault');
    await page.locator('input[type=file]').setInputFiles({ name: 'weather.mcpb', mimeType: 'application/zip', buffer });
    await expect(page.getByText('It isn’t signed')).toBeVisible();
    await look(page, 'add-bundle');
    await page.getByRole('button', { name: 'Add and start' }).click();
    await expect(page.getByRole('heading', { name: 'weather' })).toBeVisible();
    expect(double.inputsOf('imports.bundle').at(-1)).toEqual({ name: 'weather.mcpb', bytes: buffer.toString('base64') });
  });
});

test('keeps its shape while it waits, and says what failed', async ({ openWindow }) => {
  const { page } = await openWindow({
    at: at('directory'),
    answers: {
      'directory.search': () => new Promise<never>(() => {}),
      'imports.find': () => {
        throw new NamedError('internal', 'The folder /home/ada can’t be read.');
      },
    },
  });
  await expect(page.getByLabel('The directory: reading …')).toBeVisible();
  await look(page, 'add-loading');
  await page.getByRole('tab', { name: 'From your apps' }).click();
  await expect(page.getByText('The folder /home/ada can’t be read.')).toBeVisible();
  await look(page, 'add-error');
});
