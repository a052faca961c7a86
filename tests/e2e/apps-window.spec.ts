import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, type Page, test } from '@playwright/test';
import { BrokerProcess, serverProgram, temporaryHome } from '../helpers/broker-process.ts';
import { findChromium } from '../helpers/chromium.ts';
import { takePictures } from './pictures.ts';

test.describe.configure({ mode: 'serial' });
test.skip(findChromium(process.env) === null, 'No Chromium is here.');

const ends = new AsyncDisposableStack();
let broker: BrokerProcess;
let page: Page;
let person: string;
let home: string;

const cursorFile = () => join(person, '.cursor/mcp.json');
const codexFile = () => join(person, '.codex/config.toml');
const everything = {
  command: process.execPath,
  args: [serverProgram('everything'), 'stdio'],
  env: { API_TOKEN: 'ghp_Zr7Qm2Xw9Lk4Tn8Vb3Yc6Hd1Fs5Gj0Aq2We' },
};
const cursorText = `${JSON.stringify({ theme: 'dark', mcpServers: { everything } }, null, 4)}\n`;
const codexText = '# mine\nmodel = "o5"   # the big one\n';

test.beforeAll(async ({ browser }) => {
  person = await mkdtemp(join(tmpdir(), 'patchbay-person-'));
  ends.defer(() => rm(person, { recursive: true, force: true }));
  await put(cursorFile(), cursorText);
  await put(codexFile(), codexText);
  home = ends.use(await temporaryHome()).folder;
  broker = ends.use(await BrokerProcess.start(home, undefined, { HOME: person, XDG_CONFIG_HOME: join(person, '.config') }));
  page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
  await page.goto(broker.ready.url);
});
test.afterAll(async () => {
  await page.close();
  await ends.disposeAsync();
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function go(label: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label }).click();
}

interface Entry {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

async function cursorServers(): Promise<Record<string, Entry>> {
  return (JSON.parse(await readFile(cursorFile(), 'utf8')) as { mcpServers: Record<string, Entry> }).mcpServers;
}

test('an app is connected after a look at the exact change, and Undo gives back the same bytes', async () => {
  await go('Apps');
  await page.getByRole('button', { name: 'Connect Cursor' }).click();
  await expect(page.getByRole('region', { name: /^Change of file 1/ })).toBeVisible();
  await expect(page.getByText('PATCHBAY_APP_KEY')).toBeVisible();
  await takePictures(page, 'apps-connect');
  await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByText('Cursor knows Patchbay now')).toBeVisible();
  expect(Object.keys(await cursorServers())).toEqual(['everything', 'patchbay']);
  await takePictures(page, 'apps-connected');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Taken back')).toBeVisible();
  expect(await readFile(cursorFile(), 'utf8')).toBe(cursorText);
  await page.getByRole('button', { name: 'Done' }).click();
});

test('a server that the app starts itself moves over with it, its secret into the vault, and Undo puts it back', async () => {
  await page.getByRole('button', { name: 'Connect Cursor' }).click();
  await page.getByRole('checkbox', { name: 'everything' }).check();
  await takePictures(page, 'apps-move');
  await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByText('1 server moved into Patchbay: everything.')).toBeVisible({ timeout: 15_000 });
  expect(Object.keys(await cursorServers())).toEqual(['patchbay']);
  const config = await readFile(join(home, 'config.yaml'), 'utf8');
  expect(config).toContain('secret: everything-api-token');
  expect(config).not.toContain(everything.env.API_TOKEN);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Patchbay keeps everything, too')).toBeVisible();
  expect(await readFile(cursorFile(), 'utf8')).toBe(cursorText);
  await page.getByRole('button', { name: 'Done' }).click();
});

test('a file that changes between the look and the yes is planned anew', async () => {
  await page.getByRole('button', { name: 'Connect Cursor' }).click();
  await expect(page.getByText('PATCHBAY_APP_KEY')).toBeVisible();
  await put(cursorFile(), cursorText.replace('dark', 'light'));
  await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByText('Something changed meanwhile, so nothing was written')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByText('Cursor knows Patchbay now')).toBeVisible();
  expect(await readFile(cursorFile(), 'utf8')).toContain('"light"');
  await page.getByRole('button', { name: 'Done' }).click();
});

test('an app that starts the entry is shown as connected', async () => {
  const { patchbay } = await cursorServers();
  const app = new Client({ name: 'cursor', version: '1' });
  await app.connect(new StdioClientTransport({ command: patchbay?.command ?? '', args: patchbay?.args ?? [], env: patchbay?.env ?? {} }));
  await expect(page.getByText('1 session open now')).toBeVisible({ timeout: 10_000 });
  await takePictures(page, 'apps-list');
  await app.close();
});

test('an entry that was taken out is told within seconds, and one click puts it back', async () => {
  await put(cursorFile(), cursorText);
  await expect(page.getByRole('button', { name: 'Mend Cursor' })).toBeVisible({ timeout: 10_000 });
  await takePictures(page, 'apps-drift');
  await go('Overview');
  await expect(page.getByText('Cursor lost Patchbay')).toBeVisible();
  await go('Apps');
  await page.getByRole('button', { name: 'Mend Cursor' }).click();
  await expect(page.getByRole('button', { name: 'Mend Cursor' })).toHaveCount(0);
  expect(Object.keys(await cursorServers())).toContain('patchbay');
});

test('the page of an app lists its backups and restores one after a look', async () => {
  await page.getByRole('link', { name: 'Cursor' }).click();
  await expect(page.getByText('1 server goes past Patchbay.')).toBeVisible();
  await takePictures(page, 'apps-cursor');
  await page
    .getByRole('button', { name: /^Restore the backup/ })
    .last()
    .click();
  await expect(page.getByText('would be lost')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The file is as it was then')).toBeVisible();
  expect(await readFile(cursorFile(), 'utf8')).toBe(cursorText);
  await page.getByRole('button', { name: 'Done' }).click();
});
