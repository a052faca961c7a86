import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { type Asked, freePort, HttpApp, tokenOf } from '../helpers/http-app.ts';

const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let port: number;
let token: string;
let foreignToken: string;

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};

beforeAll(async () => {
  port = await freePort();
  const home = stack.use(await temporaryHome(`version: 1\nservers:\n  memory: { builtin: memory }\nendpoint: { port: ${port} }\n`));
  broker = stack.use(await BrokerProcess.start(home.folder));
  await broker.api('apps.connect', { app: 'editor' });
  token = await tokenOf(home.folder);
  foreignToken = await tokenOf(home.folder, 'editor');
});
afterAll(() => stack.disposeAsync());

function app(): HttpApp {
  return new HttpApp(port, token);
}

async function sessions(): Promise<readonly Session[]> {
  return (await broker.api('sessions.list')) as Session[];
}

/** Bytes as they are, and everything that comes back until the connection ends. */
async function raw(text: string, more: (write: (text: string) => void) => void = () => undefined): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
  socket.on('error', () => undefined);
  socket.write(text);
  more((chunk) => void (socket.writable && socket.write(chunk)));
  await once(socket, 'close');
  return answer;
}

describe('a web page that found the port', () => {
  it.each([
    { Host: 'evil.example.com' },
    { Host: '127.0.0.1.nip.io' },
    { Host: 'localhost.evil' },
    { Host: '0.0.0.0' },
    { Origin: 'https://evil.example.com' },
    { Origin: 'null' },
    { Origin: 'file://' },
    { Origin: 'chrome-extension://abc' },
  ])('gets 403 everywhere, even with the key: %o', async (headers) => {
    for (const path of ['/mcp', '/', '/.well-known/oauth-protected-resource']) {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        const answer = await app().ask({ method, path, headers, ...(method === 'POST' && { body: initialize }) });
        expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
      }
    }
    expect(await sessions()).toEqual([]);
  });

  it('gets 403 with two hosts, with none, and in HTTP/1.0', async () => {
    const authorization = `Authorization: Bearer ${token}\r\nConnection: close\r\n`;
    expect(await raw(`GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example.com\r\n${authorization}\r\n`)).toMatch(
      /^HTTP\/1\.1 40[03]/,
    );
    expect(await raw(`GET /mcp HTTP/1.1\r\n${authorization}\r\n`)).toMatch(/^HTTP\/1\.1 403/);
    expect(await raw(`GET /mcp HTTP/1.0\r\n${authorization}\r\n`)).toMatch(/^HTTP\/1\.1 403/);
  });

  it('cannot send a form: only JSON is taken', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', undefined]) {
      expect(await app().ask({ headers: { 'Content-Type': type }, body: initialize })).toMatchObject({ status: 415 });
    }
  });
});

describe('a program without the right key', () => {
  const forms: readonly [string, string | undefined][] = [
    ['none', undefined],
    ['another scheme', 'Basic YTpi'],
    ['a made-up one', `Bearer pb_cli_${'0'.repeat(64)}`],
    ['one of an app that is not known', `Bearer pb_nobody_${'0'.repeat(64)}`],
    ['the name of the owner', `Bearer pb_owner_${'0'.repeat(64)}`],
    ['a path for a name', `Bearer pb_..%2f_${'0'.repeat(64)}`],
  ];

  it.each(forms)('gets 401 and is asked for one: %s', async (_, authorization) => {
    const answer = await app().ask({ headers: { Authorization: authorization }, body: initialize });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="patchbay"']);
    expect(await sessions()).toEqual([]);
  });

  it('is not read: it gets its answer before it sends the body', async () => {
    const sent = app().open({ headers: { Authorization: undefined, 'Content-Length': '1000000000' } });
    sent.on('error', () => undefined);
    sent.flushHeaders();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(401);
    sent.destroy();
  });

  it('is turned away when it guesses, and the right key still opens', async () => {
    const wrong: Asked = { headers: { Authorization: `Bearer pb_cli_${'f'.repeat(64)}` }, body: initialize };
    let { status } = await app().ask(wrong);
    for (let guesses = 0; status === 401 && guesses < 40; guesses += 1) ({ status } = await app().ask(wrong));
    expect(status).toBe(429);
    expect(await app().ask({ method: 'DELETE' })).toMatchObject({ status: 400 });
  });

  it('does not even reach the port from another machine', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((known) => known ?? []);
    for (const { address } of addresses.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      const socket = connect(port, address);
      const [error] = await once(socket, 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });
});

describe('a request that is not as it should be', () => {
  it.each<[string, Asked, number]>([
    ['gzip', { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(JSON.stringify(initialize)).toString('latin1') }, 415],
    ['another address', { path: '/elsewhere', body: initialize }, 404],
    ['another method', { method: 'PUT', body: initialize }, 405],
    ['a preflight', { method: 'OPTIONS' }, 405],
    ['an answer that it does not take', { headers: { Accept: 'text/html' }, body: initialize }, 406],
    ['a GET that takes no stream', { method: 'GET', headers: { Accept: 'application/json' } }, 406],
    ['no body', { body: '' }, 400],
    ['half a body', { body: '{"jsonrpc":"2.0",' }, 400],
    ['a batch', { body: [initialize] }, 400],
    ['a name twice', { body: '{"jsonrpc":"2.0","id":1,"id":2,"method":"initialize"}' }, 400],
    ['a method in capitals', { body: '{"jsonrpc":"2.0","id":1,"Method":"initialize"}' }, 400],
    ['a length beyond the limit', { headers: { 'Content-Length': '70000000' } }, 413],
  ])('is refused with its own status: %s', async (_, asked, status) => {
    const answer = await app()
      .ask(asked)
      .catch((error: unknown) => ({ status: String(error), text: '' }));
    expect(answer).toMatchObject({ status });
    expect(await sessions()).toEqual([]);
  });

  it('says what is wrong as a JSON-RPC error, with the id where there is one', async () => {
    const answer = await app().ask({ body: '{"jsonrpc":"2.0","id":"seven","method":7}' });
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', id: 'seven', error: { code: -32600 } });
    expect(JSON.parse((await app().ask({ body: '{' })).text)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32700, message: expect.any(String), data: { code: 'invalid_input' } },
    });
  });

  it('ends a chunked body at the limit, and one whose chunks are mostly headers', async () => {
    const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const padded = (times: number, length: number) => `1;${'x'.repeat(length)}\r\n{\r\n`.repeat(times);
    expect(await raw(`${head}${padded(1, 20_000)}`)).toMatch(/^HTTP\/1\.1 413/);
    expect(await raw(`${head.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}${padded(100, 1_000)}0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400/,
    );
    const long = { headers: { Connection: 'keep-alive', 'Transfer-Encoding': 'chunked' }, body: ' '.repeat(66 * 1024 * 1024) };
    expect(await app().ask(long)).toMatchObject({ status: 413 });
    expect(await app().ask({ method: 'DELETE' })).toMatchObject({ status: 400 });
  });

  it('may not take its time, and holds up nobody meanwhile', async () => {
    const slow = Array.from({ length: 50 }, () => raw('POST /mcp HTTP/1.1\r\nHost: localhost\r\n'));
    const prompt = app();
    expect((await prompt.initialize()).status).toBe(200);
    expect(await prompt.ask({ method: 'DELETE' })).toMatchObject({ status: 204 });
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408/);
  });
});

describe('sessions over HTTP', () => {
  it('belong to the app that began them: with another key their id opens nothing', async () => {
    const own = app();
    await own.initialize();
    const thief = (asked: Asked) => new HttpApp(port, foreignToken).ask({ ...asked, headers: { 'Mcp-Session-Id': own.session } });
    expect(await thief({ body: { jsonrpc: '2.0', id: 1, method: 'tools/list' } })).toMatchObject({ status: 404 });
    expect(await thief({ method: 'GET' })).toMatchObject({ status: 404 });
    expect(await thief({ method: 'DELETE' })).toMatchObject({ status: 404 });
    expect(await own.request('ping', {})).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
    await own.ask({ method: 'DELETE' });
  });

  it('need their id, and end for good with DELETE', async () => {
    const own = app();
    await own.initialize();
    expect(await sessions()).toMatchObject([{ app: 'cli', clientInfo: { name: 'http' } }]);
    const list = { jsonrpc: '2.0', id: 9, method: 'tools/list' };
    expect(await own.ask({ headers: { 'Mcp-Session-Id': undefined }, body: list })).toMatchObject({ status: 400 });
    expect(await own.ask({ headers: { 'MCP-Protocol-Version': '1999-01-01' }, body: list })).toMatchObject({ status: 400 });
    expect(await own.ask({ method: 'DELETE' })).toMatchObject({ status: 204 });
    expect(await own.ask({ body: list })).toMatchObject({ status: 404 });
    expect(await sessions()).toEqual([]);
  });

  it('are counted: beyond 256 of one app there is a 503, and the others go on', async () => {
    const first = app();
    await first.initialize();
    const statuses: number[] = [];
    for (let round = 0; round < 30; round += 1)
      statuses.push(...(await Promise.all(Array.from({ length: 10 }, async () => (await app().ask({ body: initialize })).status))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(255);
    expect(statuses.filter((status) => status === 503)).toHaveLength(45);
    expect(await first.request('ping', {})).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
    expect((await new HttpApp(port, foreignToken).initialize()).status).toBe(200);
  });
});
