import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../main/lib/content-security-policy.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';

const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let port: number;

beforeAll(async () => {
  const home = stack.use(await temporaryHome());
  broker = stack.use(await BrokerProcess.start(home.folder));
  port = Number(new URL(broker.ready.url).port);
});
afterAll(() => stack.disposeAsync());

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request exactly as given: fetch would mend its headers. */
async function ask({ method = 'POST', path = '/api/status.get', headers = {}, body = '{}' }: Asked): Promise<Answered> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { Host: `127.0.0.1:${port}`, ...headers }, agent: false });
  sent.end(method === 'POST' ? body : undefined);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

function signedIn(): Record<string, string> {
  return { Authorization: `Bearer ${broker.ready.token}`, 'Content-Type': 'application/json' };
}

const routes = ['/', '/index.html', '/api/status.get', '/api/broker.pause', '/api/events', '/nowhere'];

describe('a web page that found the port', () => {
  it.each([
    { Host: 'evil.example.com' },
    { Host: '127.0.0.1.nip.io' },
    { Origin: 'https://evil.example.com' },
    { Origin: 'null' },
    { Origin: 'file://' },
    { Origin: 'chrome-extension://abc' },
  ])('gets 403 at every address, even with the token: %o', async (headers) => {
    for (const path of routes) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await ask({ method, path, headers: { ...signedIn(), ...headers }, body: '{"paused":true}' });
        expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
      }
    }
    expect(await broker.api('status.get')).toMatchObject({ state: 'running' });
  });

  it('gets 403 with two hosts, with none, and in HTTP/1.0', async () => {
    const first = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example.com\r\n\r\n`;
    expect(await raw(first)).toMatch(/^HTTP\/1\.1 (403|400)/);
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 403/);
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403/);
  });

  it('cannot send a form: only JSON is taken', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json']) {
      const answer = await ask({ path: '/api/broker.pause', headers: { ...signedIn(), 'Content-Type': type }, body: '{"paused":true}' });
      expect(answer.status).toBe(415);
    }
    expect(await broker.api('status.get')).toMatchObject({ state: 'running' });
  });
});

describe('somebody without the token', () => {
  it('gets 401 and a sentence that helps, at every address of the API', async () => {
    for (const path of ['/api/status.get', '/api/events', '/api/nowhere']) {
      const answer = await ask({ method: path === '/api/events' ? 'GET' : 'POST', path, headers: { 'Content-Type': 'application/json' } });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toMatchObject({
        ok: false,
        failure: { code: 'forbidden', message: expect.stringContaining('address') },
      });
    }
  });

  it('is slowed down while guessing, and the owner is not', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 14; guess += 1) {
      statuses.push((await ask({ headers: { ...signedIn(), Authorization: `Bearer guess${guess}` } })).status);
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await ask({ headers: signedIn() })).status).toBe(200);
  });
});

describe('bad input over HTTP', () => {
  it('that is not JSON, too large, or for no method is refused by name, and nothing else breaks', async () => {
    const headers = signedIn();
    expect(await refused({ headers, body: '{"paused":' })).toEqual([400, 'invalid_input']);
    expect(await refused({ headers, body: '' })).toEqual([400, 'invalid_input']);
    expect(await refused({ headers, body: '['.repeat(100_000) })).toEqual([400, 'invalid_input']);
    expect(await refused({ headers, body: `"${'x'.repeat(1024 * 1024)}"` })).toEqual([413, 'too_large']);
    const bundle = JSON.stringify({ name: 'big.mcpb', bytes: 'AAAA'.repeat(300_000) });
    expect(await refused({ headers, path: '/api/imports.bundle', body: bundle })).toEqual([200, 'invalid_input']);
    expect(await refused({ headers, path: '/api/servers.explode' })).toEqual([200, 'invalid_input']);
    expect(await refused({ headers, path: '/api/constructor' })).toEqual([200, 'invalid_input']);
    expect(await refused({ headers, path: '/api/servers.stop', body: '{"name":"nobody"}' })).toEqual([200, 'not_found']);
    expect(await broker.api('status.get')).toMatchObject({ mode: 'headless' });
  });

  it('does not leave the folder of the window', async () => {
    for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json']) {
      expect((await ask({ method: 'GET', path })).status).toBe(404);
    }
  });
});

describe('the window over HTTP', () => {
  it('comes with the headers that keep it to itself', async () => {
    const { status, headers } = await ask({ method: 'GET', path: '/' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is told the current state first, then every change', async () => {
    const end = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers: signedIn(), signal: end.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (wanted: string): Promise<void> => {
      for (let text = ''; !text.includes(wanted); text += (await reader?.read())?.value ?? '');
    };
    await next('"state":"running"');
    await broker.api('broker.pause', { paused: true });
    await next('"state":"paused"');
    await broker.api('broker.pause', { paused: false });
    await next('"state":"running"');
    end.abort();
  });

  it('is on no address that another machine could reach', async () => {
    const outside = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, family } of outside.filter((each) => !each.internal && each.family === 'IPv4')) {
      expect(await reachable(address), `${family} ${address}`).toBe(false);
    }
  });
});

async function refused(asked: Asked): Promise<[number, string]> {
  const { status, text } = await ask(asked);
  return [status, JSON.parse(text).failure.code];
}

async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function reachable(host: string): Promise<boolean> {
  const socket = connect({ port, host, timeout: 2_000 });
  const outcome = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'timeout').then(() => false)]).catch(
    () => false,
  );
  socket.destroy();
  return outcome;
}
