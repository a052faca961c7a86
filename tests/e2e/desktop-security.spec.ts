import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { Transport } from '../../contract/client.ts';
import { temporaryHome } from '../helpers/broker-process.ts';
import { callFrom, Desktop } from './desktop.ts';
import { findElectron, noElectron } from './electron-binary.ts';
import { packagePatchbay } from './packaged.ts';

const electron = process.platform === 'linux' ? findElectron() : null;
test.describe.configure({ timeout: 120_000 });
test.skip(electron === null, process.platform === 'linux' ? noElectron : 'The desktop shell is tried on Linux.');

const ends = new AsyncDisposableStack();
let desktop: Desktop;
let page: Page;
let preload: string;

test.beforeAll(async () => {
  if (electron === null) return;
  const patchbay = ends.use(await packagePatchbay(electron, { fuses: false }));
  const home = ends.use(await temporaryHome());
  desktop = ends.use(await Desktop.start(patchbay.program, home.folder));
  page = await desktop.overview();
  preload = join(patchbay.resources, 'app.asar/dist/preload/preload.cjs');
  await expect(page.getByText('Patchbay is running')).toBeVisible();
});
test.afterAll(() => ends.disposeAsync());

/** Pages that are not ours, with our preload: a page that got in some other way. */
async function stranger(address: string): Promise<Page> {
  const opened = desktop.app.waitForEvent('window');
  await desktop.app.evaluate(
    ({ BrowserWindow }, [url, script]) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: script, sandbox: true } });
      void window.loadURL(url);
    },
    [address, preload] as const,
  );
  return opened;
}

test.describe('a script that got into the page', () => {
  test('has no Node, no Electron, and two functions', async () => {
    const found = await page.evaluate(() => ({
      require: typeof Reflect.get(window, 'require'),
      process: typeof Reflect.get(window, 'process'),
      patchbay: Object.keys(Reflect.get(window, 'patchbay')),
    }));
    expect(found).toEqual({ require: 'undefined', process: 'undefined', patchbay: ['call', 'subscribe'] });
  });

  test('cannot leave, and cannot open another page', async () => {
    const before = page.url();
    await page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    await page.evaluate(() => {
      window.location.href = 'file:///etc/passwd';
    });
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
    expect(page.url()).toBe(before);
    // Playwright itself would wait for the end of a navigation that never began.
    expect(await page.evaluate(() => document.body.innerText)).toContain('Patchbay is running');
  });

  test('reaches nothing outside', async () => {
    for (const address of ['https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'app://evil/', 'data:text/plain,hi']) {
      expect(
        await page.evaluate(
          (url) =>
            fetch(url).then(
              (response) => response.status,
              () => 'refused',
            ),
          address,
        ),
      ).toBe('refused');
    }
  });

  test('reads no file but those of the window', async () => {
    const statuses = await page.evaluate(() => {
      const paths = ['/../package.json', '/..%2f..%2fpackage.json', '/assets/..%5c..%5c..%5cpackage.json', '/%00', '/nowhere.js'];
      return Promise.all(paths.map((path) => fetch(path).then((response) => response.status)));
    });
    expect(new Set(statuses).difference(new Set([403, 404])).size).toBe(0);
  });

  test('cannot add a script or a frame to the page', async () => {
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(script, frame);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const outcome = [Reflect.get(window, 'ranInline'), frame.contentDocument === null ? 'foreign' : 'blank'];
      script.remove();
      frame.remove();
      return outcome;
    });
    expect(ran[0]).toBeUndefined();
  });

  test('is given no permission', async () => {
    expect(
      await page.evaluate(() =>
        navigator.mediaDevices?.getUserMedia({ audio: true }).then(
          () => 'given',
          () => 'denied',
        ),
      ),
    ).not.toBe('given');
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  });

  test('gets a named failure for wrong input, and cannot subscribe to what is not an event', async () => {
    const answers = [
      await callFrom(page, 'servers.add', { name: 'x', command: 'touch', shell: true }),
      await callFrom(page, 'constructor', {}),
      await callFrom(page, 'status.get', null),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid_input' } });
    const heard = await page.evaluate(async () => {
      const values: unknown[] = [];
      const bridge: Transport = Reflect.get(window, 'patchbay');
      for (const name of ['constructor', '__proto__', 'secrets.changed']) bridge.subscribe(name, (value) => values.push(value));
      await bridge.call('status.get', {});
      return values;
    });
    expect(heard).toEqual([]);
  });
});

test('a page that is not ours is not heard, even with our preload', async () => {
  for (const address of ['about:blank', 'data:text/html,<p>hello']) {
    const foreign = await stranger(address);
    expect(await callFrom(foreign, 'broker.pause', { paused: true })).toMatchObject({
      ok: false,
      failure: { code: 'forbidden' },
    });
    await foreign.close();
  }
  expect(await callFrom(page, 'status.get')).toMatchObject({ ok: true, value: { state: 'running' } });
});

test('nobody opens developer tools in an installed Patchbay', async () => {
  const opened = await desktop.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.openDevTools();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return contents?.isDevToolsOpened();
  });
  expect(opened).toBe(false);
});
