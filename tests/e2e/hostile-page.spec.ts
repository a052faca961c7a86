import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, type Page, test } from '@playwright/test';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { findChromium } from '../helpers/chromium.ts';

test.skip(findChromium(process.env) === null, 'No Chromium is here.');

const ends = new AsyncDisposableStack();
let broker: BrokerProcess;
let address: string;
let page: Page;

/** A page of somebody else's server on this machine, open in the same browser; it even knows the token. */
test.beforeAll(async ({ browser }) => {
  const home = ends.use(await temporaryHome());
  broker = ends.use(await BrokerProcess.start(home.folder));
  address = new URL('/', broker.ready.url).href;
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const place = server.address();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${typeof place === 'object' ? place?.port : ''}/`);
});
test.afterAll(async () => {
  await page.close();
  await ends.disposeAsync();
});

test.afterEach(async () => {
  expect(await broker.api('status.get')).toMatchObject({ state: 'running' });
});

test('a foreign page reads nothing and changes nothing with fetch', async () => {
  const outcomes = await page.evaluate(
    async ([base, token]) => {
      const body = '{"paused":true}';
      const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const tries = [
        fetch(`${base}api/broker.pause`, { method: 'POST', headers: json, body }),
        fetch(`${base}api/broker.pause`, { method: 'POST', mode: 'no-cors', body }),
        fetch(`${base}api/status.get`, { method: 'POST', body: '{}' }),
        fetch(`${base}api/events`, { headers: { authorization: `Bearer ${token}` } }),
        fetch(base),
      ];
      return Promise.all(
        tries.map((each) =>
          each.then(
            (response) => response.text(),
            () => 'refused',
          ),
        ),
      );
    },
    [address, broker.ready.token] as const,
  );
  expect(new Set(outcomes)).toEqual(new Set(['refused']));
});

test('a foreign page cannot send a form, embed the window, or listen to its events', async () => {
  const outcomes = await page.evaluate(
    ([base]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: `${base}api/broker.pause`, enctype: 'text/plain', target: 'sink' });
      const field = document.createElement('input');
      Object.assign(field, { name: '{"paused":true,"x":"', value: '"}' });
      form.append(field);
      const frame = Object.assign(document.createElement('iframe'), { name: 'sink', src: base });
      const image = Object.assign(new Image(), { src: `${base}icon.svg` });
      document.body.append(form, frame, image);
      form.submit();
      const failed = (target: EventTarget): Promise<string> =>
        new Promise((resolve) => {
          target.addEventListener('error', () => resolve('refused'));
          for (const name of ['load', 'open', 'message']) target.addEventListener(name, () => resolve('let in'));
        });
      return Promise.all([
        failed(image),
        failed(new EventSource(`${base}api/events`)),
        failed(new WebSocket(`${base.replace('http', 'ws')}api/events`)),
      ]);
    },
    [address] as const,
  );
  expect(outcomes).toEqual(['refused', 'refused', 'refused']);
});
