import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, type Page, test } from '@playwright/test';
import { programs, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { callFrom, Desktop } from './desktop.ts';
import { findElectron, noElectron } from './electron-binary.ts';
import { type PackagedPatchbay, packagePatchbay } from './packaged.ts';
import { pictureFile, takePictures } from './pictures.ts';

const electron = process.platform === 'linux' ? findElectron() : null;
test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.skip(electron === null, process.platform === 'linux' ? noElectron : 'The desktop shell is tried on Linux.');

const ends = new AsyncDisposableStack();
let patchbay: PackagedPatchbay;
let home: string;
let folder: string;
let desktop: Desktop;
let page: Page;
let app: Client;

test.beforeAll(async () => {
  if (electron === null) return;
  folder = await mkdtemp(join(tmpdir(), 'patchbay-files-'));
  ends.defer(() => rm(folder, { recursive: true, force: true }));
  patchbay = ends.use(await packagePatchbay(electron, { fuses: false }));
  home = ends.use(await temporaryHome()).folder;
  desktop = ends.use(await Desktop.start(patchbay.program, home));
  page = await desktop.page(/#\/(?:welcome)?$/);
});
test.afterAll(() => ends.disposeAsync());

function labels(lines: readonly { label: string }[]): string[] {
  return lines.map(({ label }) => label).filter((label) => label !== '');
}

async function menuLabels(): Promise<string[]> {
  return labels((await desktop.menu()).lines);
}

/** How many windows are to be seen. */
function visibleWindows(): Promise<number> {
  return desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((each) => each.isVisible()).length);
}

function write(name: string): Promise<unknown> {
  const given = { path: join(folder, name), content: `the text of ${name}` };
  return app.callTool({ name: 'call_tool', arguments: { name: 'filesystem.write_file', arguments: given } });
}

test(`the desktop shell is tried in Electron ${electron?.version ?? '(none)'}`, async () => {
  expect(await desktop.app.evaluate(() => process.versions.electron)).toBe(electron?.version);
});

test('the first start opens the window, which offers to set everything up, and shows the tray', async () => {
  await expect(page.getByRole('heading', { name: 'Welcome to Patchbay' })).toBeVisible();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(page.getByText('Patchbay is running')).toBeVisible();
  await expect.poll(visibleWindows).toBe(1);
  expect(await menuLabels()).toEqual([
    'Running, 0 apps connected',
    'Pause all tools',
    'Connected apps',
    'Open Patchbay',
    'Start at login',
    'Quit Patchbay',
  ]);
  expect((await desktop.menu()).toolTip).toBe('Patchbay: Running, 0 apps connected');
  await takePictures(page, 'desktop-overview');
});

test('closing the window hides it, and the tray brings it back', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(visibleWindows).toBe(0);
  await desktop.choose('Open Patchbay');
  await expect.poll(visibleWindows).toBe(1);
  await expect(page.getByText('Patchbay is running')).toBeVisible();
});

test('the window comes back after its page was reloaded, and after it crashed', async () => {
  await page.reload();
  await expect(page.getByText('Patchbay is running')).toBeVisible();
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await expect.poll(visibleWindows).toBe(0);
  const opened = desktop.app.waitForEvent('window');
  await desktop.choose('Open Patchbay');
  page = await opened;
  await expect(page.getByText('Patchbay is running')).toBeVisible();
});

test('a second start shows the window of the first and ends', async () => {
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const second = spawn(patchbay.program, ['--no-sandbox', '--home', home], { stdio: 'ignore' });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  await expect.poll(visibleWindows).toBe(1);
});

test('headless Patchbay in the same home says that this one runs', async () => {
  const second = spawn(process.execPath, [programs.headless, '--home', home]);
  expect(await text(second.stdout)).toBe(
    `Patchbay already runs for ${home} (process ${desktop.app.process().pid}) on the desktop: open it from its tray icon\n`,
  );
});

test('an app that starts the installed shim is connected, and the tray names it', async () => {
  const server = { name: 'filesystem', command: process.execPath, args: [serverProgram('filesystem'), folder] };
  expect(await callFrom(page, 'servers.add', server)).toMatchObject({ ok: true });
  app = new Client({ name: 'test-app', version: '1.0.0' });
  ends.defer(() => app.close());
  const shim = join(patchbay.resources, 'bin/patchbay-shim');
  await app.connect(new StdioClientTransport({ command: shim, args: ['--app', 'cli'], env: { PATCHBAY_HOME: home }, stderr: 'inherit' }));
  expect((await app.listTools()).tools).toHaveLength(4);
  await expect
    .poll(async () => labels((await desktop.menu()).lines.find(({ label }) => label === 'Connected apps')?.items ?? []))
    .toEqual(['cli']);
  for (const place of ['Servers', 'Activity', 'Overview']) {
    await page.getByRole('link', { name: place }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
    await takePictures(page, `desktop-${place.toLowerCase()}`);
  }
});

test('pausing in the tray stops every tool, and the window says so', async () => {
  await desktop.choose('Pause all tools');
  await expect(page.getByText('All tools are paused')).toBeVisible();
  expect(textOf(await write('paused.txt'))).toContain('paused');
  expect((await desktop.menu()).toolTip).toBe('Patchbay: All tools are paused');
  await desktop.choose('Resume all tools');
  await expect(page.getByText('Patchbay is running')).toBeVisible();
});

test('a call that writes asks in a small window on top; closing that is no answer', async () => {
  const answer = write('refused.txt');
  const question = await desktop.page(/#\/approval\//);
  await expect(question.getByText(join(folder, 'refused.txt'))).toBeVisible();
  await expect(question.getByText('the text of refused.txt')).toBeVisible();
  await expect(question.getByRole('button', { name: 'Deny' })).toHaveAttribute('aria-disabled', 'false');
  await takePictures(question, 'desktop-approval-window');
  const isOnTop = desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((each) => each.isAlwaysOnTop()).length);
  expect(await isOnTop).toBe(1);

  await question.close();
  expect(await callFrom(page, 'approvals.list')).toMatchObject({ ok: true, value: [{ tool: 'write_file' }] });
  expect((await menuLabels()).slice(0, 2)).toEqual(['1 question waits for your answer', 'cli wants filesystem.write_file']);
  await writeFile(pictureFile('desktop-tray-menu-light'), await desktop.pictureOfMenu());
  await desktop.choose('cli wants filesystem.write_file');
  const again = await desktop.page(/#\/approval\//);
  await expect(again.getByRole('button', { name: 'Deny' })).toHaveAttribute('aria-disabled', 'false');
  await again.getByRole('button', { name: 'Deny' }).click();
  expect(textOf(await answer)).toContain('approval_denied');
  expect(existsSync(join(folder, 'refused.txt'))).toBe(false);
  await expect(again.getByText('You denied it')).toBeVisible();
  await again.waitForEvent('close');
});

test('a yes in the small window lets the call through', async () => {
  const answer = write('allowed.txt');
  const question = await desktop.page(/#\/approval\//);
  const allow = question.getByRole('button', { name: 'Allow once' });
  await expect(allow).toHaveAttribute('aria-disabled', 'false');
  expect(existsSync(join(folder, 'allowed.txt'))).toBe(false);
  await allow.click();
  await answer;
  expect(await readFile(join(folder, 'allowed.txt'), 'utf8')).toBe('the text of allowed.txt');
  await question.waitForEvent('close');
});

test('what a server asks comes up in the small window, opens its page in the browser, and is put off by closing', async () => {
  const server = { name: 'asking', command: process.execPath, args: [join(import.meta.dirname, '../fixtures/servers/asking-server.mjs')] };
  expect(await callFrom(page, 'servers.add', server)).toMatchObject({ ok: true });
  const visit = { mode: 'url', message: 'Log in', url: 'https://login.example/start', elicitationId: 'one' };
  const ask = () => {
    const given = { method: 'elicitation/create', params: visit };
    return app.callTool({ name: 'call_tool', arguments: { name: 'asking.ask', arguments: given } });
  };
  const done = ask();
  const question = await desktop.page(/#\/approval\//);
  const allow = question.getByRole('button', { name: 'Allow for this session' });
  await expect(allow).toHaveAttribute('aria-disabled', 'false');
  await allow.click();
  await expect(question.getByText('asking asks you to go to a page')).toBeVisible();
  expect((await menuLabels()).slice(0, 2)).toEqual(['1 question waits for your answer', 'asking asks you to go to a page']);
  await desktop.app.evaluate(({ shell }) => {
    shell.openExternal = async (address) => void Object.assign(globalThis, { openedAddress: address });
  });
  const open = question.getByRole('button', { name: 'Open in browser' });
  await expect(open).toHaveAttribute('aria-disabled', 'false');
  await takePictures(question, 'desktop-elicitation-window');
  await open.click();
  await expect(question.getByText('Finish on the page')).toBeVisible();
  expect(await desktop.app.evaluate(() => Reflect.get(globalThis, 'openedAddress'))).toBe('https://login.example/start');
  await question.getByRole('button', { name: 'Done' }).click();
  expect(textOf(await done)).toBe('{"result":{"action":"accept"}}');

  const putOff = ask();
  await expect(question.getByRole('button', { name: 'Open in browser' })).toBeVisible();
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.isAlwaysOnTop())
      ?.close(),
  );
  expect(textOf(await putOff)).toBe('{"result":{"action":"cancel"}}');
});

test('the tray menu has the look of the desktop', async () => {
  await using second = new AsyncDisposableStack();
  const other = second.use(await temporaryHome()).folder;
  const dark = second.use(await Desktop.start(patchbay.program, other, { GTK_THEME: 'Adwaita:dark' }));
  const window = await dark.overview();
  await window.emulateMedia({ colorScheme: 'dark' });
  await expect(window.getByText('Patchbay is running')).toBeVisible();
  await writeFile(pictureFile('desktop-tray-menu-dark'), await dark.pictureOfMenu());
});

test('an app that loses its entry is told in one notification, which leads to it', async () => {
  await using second = new AsyncDisposableStack();
  const other = second.use(await temporaryHome()).folder;
  const person = join(other, 'person');
  const file = join(person, '.cursor/mcp.json');
  await mkdir(join(person, '.cursor'), { recursive: true });
  await writeFile(file, '{}');
  const watching = second.use(await Desktop.start(patchbay.program, other, { HOME: person }));
  const window = await watching.overview();
  const lost = 'Cursor lost Patchbay. Click to look.';
  for (const _time of ['once', 'once more']) {
    const plan = await callFrom(window, 'apps.plan', { app: 'cursor', action: 'wire' });
    expect(plan).toMatchObject({ ok: true, value: { id: expect.any(String) } });
    // The line above says so.
    const { id } = (plan as { readonly value: { readonly id: string } }).value;
    expect(await callFrom(window, 'apps.apply', { plan: id })).toMatchObject({ ok: true });
    await expect.poll(() => watching.notifications()).toEqual([]);
    await writeFile(file, '{}');
    await expect.poll(() => watching.notifications()).toEqual([lost]);
  }
  await watching.clickNotification(lost);
  await expect(window.getByRole('heading', { level: 1, name: 'Cursor' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Mend Cursor' })).toBeVisible();
});

test('"Start at login" writes the entry of the desktop and takes it away', async () => {
  const entry = join(home, 'desktop-config/autostart/patchbay.desktop');
  await desktop.choose('Start at login');
  expect(await readFile(entry, 'utf8')).toContain(`Exec="${patchbay.program}" --hidden`);
  await desktop.choose('Start at login');
  expect(existsSync(entry)).toBe(false);
});

test('"Quit" in the tray ends everything in order', async () => {
  const program = desktop.app.process();
  const exited = once(program, 'exit');
  await desktop.choose('Quit Patchbay').catch(() => undefined);
  expect((await exited)[0]).toBe(0);
  for (const left of ['patchbay.sock', 'endpoint.json']) expect(existsSync(join(home, 'run', left))).toBe(false);
});
