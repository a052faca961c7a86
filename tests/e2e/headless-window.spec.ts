import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { BrokerProcess, connectApp, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { findChromium } from '../helpers/chromium.ts';
import { takePictures } from './pictures.ts';

test.describe.configure({ mode: 'serial' });
test.skip(findChromium(process.env) === null, 'No Chromium is here.');

const ends = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: Awaited<ReturnType<typeof connectApp>>;
let folder: string;
let page: Page;

test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-files-'));
  ends.defer(() => rm(folder, { recursive: true, force: true }));
  const filesystem = `{ command: ${process.execPath}, args: ['${serverProgram('filesystem')}', '${folder}'] }`;
  const home = ends.use(await temporaryHome(`version: 1\nservers:\n  filesystem: ${filesystem}\n  memory: { builtin: memory }\n`));
  broker = ends.use(await BrokerProcess.start(home.folder));
  app = ends.use(await connectApp(home.folder));
  page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
  await page.goto(broker.ready.url);
});
test.afterAll(async () => {
  await page.close();
  await ends.disposeAsync();
});

function write(name: string): Promise<unknown> {
  const given = { path: join(folder, name), content: `the text of ${name}` };
  return app.client.callTool({ name: 'call_tool', arguments: { name: 'filesystem.write_file', arguments: given } });
}

async function go(label: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label }).click();
}

test('a tab without the token is told where to find it', async ({ browser }) => {
  const stranger = await browser.newPage();
  await stranger.goto(new URL('/', broker.ready.url).href);
  await expect(stranger.getByText('This address no longer opens Patchbay')).toBeVisible();
  await expect(stranger.getByRole('navigation', { name: 'Pages' })).toHaveCount(0);
  await stranger.close();
});

test('the window opens with the printed address and takes the token out of it', async () => {
  await expect(page.getByText('Patchbay is running')).toBeVisible();
  expect(page.url()).not.toContain(broker.ready.token);
  await expect(page.getByText('cli').first()).toBeVisible();
  await takePictures(page, 'headless-overview');
});

test('a server is added by its command, after the exact command was shown', async () => {
  await go('Servers');
  await page.getByRole('link', { name: 'Add a server' }).click();
  await page.getByRole('tab', { name: 'Paste' }).click();
  await page.getByLabel('Command, address or settings').fill(`"${process.execPath}" "${serverProgram('everything')}" stdio`);
  await page.getByLabel('Name in Patchbay').fill('everything');
  await takePictures(page, 'headless-add-server');
  await page.getByRole('button', { name: 'Add and start' }).click();
  await expect(page.getByText('everything.get-sum')).toBeVisible({ timeout: 20_000 });
  await takePictures(page, 'headless-server');
  await go('Servers');
  await expect(page.getByRole('link', { name: 'everything' })).toBeVisible();
  await takePictures(page, 'headless-servers');
});

test('a tool of the new server answers an app', async () => {
  const given = { name: 'everything.get-sum', arguments: { a: 40, b: 2 } };
  expect(textOf(await app.client.callTool({ name: 'call_tool', arguments: given }))).toContain('42');
});

test('a call that writes waits with its real arguments; after a no the server saw nothing of it', async () => {
  await go('Approvals');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  const answer = write('refused.txt');
  await expect(page.getByText(join(folder, 'refused.txt'))).toBeVisible();
  await expect(page.getByText('the text of refused.txt')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Deny' })).toBeFocused();
  // The buttons are dead for the first half second.
  await expect(page.getByRole('button', { name: 'Deny' })).toHaveAttribute('aria-disabled', 'false');
  await takePictures(page, 'headless-approvals');
  await page.getByRole('button', { name: 'Deny' }).click();
  expect(textOf(await answer)).toContain('approval_denied');
  expect(existsSync(join(folder, 'refused.txt'))).toBe(false);
});

test('a call that writes reaches the server after a yes', async () => {
  const answer = write('allowed.txt');
  await expect(page.getByText(join(folder, 'allowed.txt'))).toBeVisible();
  const allow = page.getByRole('button', { name: 'Allow once' });
  await expect(allow).toHaveAttribute('aria-disabled', 'false');
  expect(existsSync(join(folder, 'allowed.txt'))).toBe(false);
  await allow.click();
  await answer;
  expect(await readFile(join(folder, 'allowed.txt'), 'utf8')).toBe('the text of allowed.txt');
});

test('Activity shows both, and the next call the moment it happens', async () => {
  await go('Activity');
  await expect(page.getByText('filesystem.write_file').first()).toBeVisible();
  await app.client.callTool({ name: 'call_tool', arguments: { name: 'everything.echo', arguments: { message: 'live' } } });
  await expect(page.getByText('everything.echo').first()).toBeVisible();
  await takePictures(page, 'headless-activity');
  await page.getByPlaceholder(/^Search apps/).fill('refused');
  await expect(page.getByText('everything.echo')).toHaveCount(0);
  await expect(page.getByText('filesystem.write_file').first()).toBeVisible();
});

test('the window says when Patchbay is gone', async () => {
  // Its shim would start Patchbay again.
  await app[Symbol.asyncDispose]();
  await broker.kill();
  await expect(page.getByText('Patchbay isn’t answering.')).toBeVisible({ timeout: 15_000 });
  await takePictures(page, 'headless-gone');
});
