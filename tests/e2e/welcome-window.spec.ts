import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { BrokerProcess, serverProgram, temporaryHome } from '../helpers/broker-process.ts';
import { findChromium } from '../helpers/chromium.ts';
import { takePictures } from './pictures.ts';

test.describe.configure({ mode: 'serial' });
test.skip(findChromium(process.env) === null, 'No Chromium is here.');

const ends = new AsyncDisposableStack();
const token = 'ghp_Zr7Qm2Xw9Lk4Tn8Vb3Yc6Hd1Fs5Gj0Aq2We';
let broker: BrokerProcess;
let page: Page;
let person: string;
let home: string;

const everything = { command: process.execPath, args: [serverProgram('everything'), 'stdio'], env: { GITHUB_TOKEN: token } };
const cursorText = `${JSON.stringify({ theme: 'dark', mcpServers: { everything } }, null, 4)}\n`;
const codexText = `# mine\nmodel = "o5"   # the big one\n\n[mcp_servers.again]\ncommand = ${JSON.stringify(everything.command)}\nargs = ${JSON.stringify(everything.args)}\nenv = { GITHUB_TOKEN = "${token}" }\n`;
const geminiText = '{ "mcpServers": { ';
const files: Record<string, string> = {
  '.cursor/mcp.json': cursorText,
  '.codex/config.toml': codexText,
  '.gemini/settings.json': geminiText,
};

test.beforeAll(async ({ browser }) => {
  person = await mkdtemp(join(tmpdir(), 'patchbay-person-'));
  ends.defer(() => rm(person, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(person, path)), { recursive: true });
    await writeFile(join(person, path), text);
  }
  home = ends.use(await temporaryHome()).folder;
  page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
  await start();
});
test.afterAll(async () => {
  await page.close();
  await broker[Symbol.asyncDispose]();
  await ends.disposeAsync();
});

async function start(): Promise<void> {
  broker = await BrokerProcess.start(home, undefined, { HOME: person, XDG_CONFIG_HOME: join(person, '.config') });
  await page.goto(broker.ready.url);
}

function textOf(path: string): Promise<string> {
  return readFile(join(person, path), 'utf8');
}

test('a new Patchbay shows everything that it would do', async () => {
  await expect(page.getByRole('heading', { name: 'Welcome to Patchbay' })).toBeVisible();
  await expect(page.getByText('Connect 2 apps, take over 1 server, move 1 secret into the vault')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('from Cursor, Codex')).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByText('Left out, and why').click();
  await expect(page.getByText(/^Gemini CLI/).first()).toBeVisible();
  await takePictures(page, 'welcome-real');
});

test('one click does it, and a call proves it', async () => {
  await page.getByRole('checkbox', { name: /^Also take these servers out/ }).check();
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText('A call that worked')).toBeVisible({ timeout: 40_000 });
  await takePictures(page, 'welcome-real-done');
  const cursor = JSON.parse(await textOf('.cursor/mcp.json')) as { theme: string; mcpServers: object };
  expect([cursor.theme, Object.keys(cursor.mcpServers)]).toEqual(['dark', ['patchbay']]);
  expect(await textOf('.codex/config.toml')).toContain('[mcp_servers.patchbay]');
  expect(await textOf('.codex/config.toml')).not.toContain('again');
  const config = await readFile(join(home, 'config.yaml'), 'utf8');
  expect(config).toContain('everything');
  expect(config).not.toContain(token);
});

test('what was done is still there after Patchbay was killed, and Undo gives every byte back', async () => {
  await broker.kill();
  await start();
  await page.goto(`${new URL('/', broker.ready.url).href}#/welcome`);
  await expect(page.getByText('Patchbay is set up')).toBeVisible();
  await page.getByRole('button', { name: 'Undo everything' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo everything' }).click();
  await expect(page.getByText('Everything is as it was before')).toBeVisible({ timeout: 15_000 });
  await takePictures(page, 'welcome-real-undone');
  for (const [path, text] of Object.entries(files)) expect(await textOf(path), path).toBe(text);
  expect(await readFile(join(home, 'config.yaml'), 'utf8')).not.toContain('everything');
  expect(await broker.api('secrets.list')).toEqual([]);
});
