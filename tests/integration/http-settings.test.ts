import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppEntry, Status } from '../../contract/models.ts';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { freePort, HttpApp, tokenOf } from '../helpers/http-app.ts';

const stack = new AsyncDisposableStack();
let folder: string;
let broker: BrokerProcess;

beforeAll(async () => {
  folder = stack.use(await temporaryHome('version: 1\nservers:\n  memory: { builtin: memory }\n')).folder;
  broker = stack.use(await BrokerProcess.start(folder));
});
afterAll(() => stack.disposeAsync());

async function status(): Promise<Status> {
  return (await broker.api('status.get')) as Status;
}

async function write(endpoint: string): Promise<void> {
  await writeFile(join(folder, 'config.yaml'), `version: 1\nservers:\n  memory: { builtin: memory }\n${endpoint}`);
}

async function switchTo(endpoint: string, url: string | null): Promise<void> {
  await write(endpoint);
  await eventually(async () => expect((await status()).endpoint.url).toBe(url));
}

/** What a command prints, and to where. */
async function patchbay(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const run = promisify(execFile)(process.execPath, [programs.cli, ...args, '--home', folder]);
  return run.then(
    (printed) => ({ code: 0, ...printed }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

async function app(port: number): Promise<HttpApp> {
  return new HttpApp(port, await tokenOf(folder));
}

describe('the endpoint for apps that take a URL', () => {
  it('is off until config.yaml names it', async () => {
    expect(await status()).toMatchObject({ endpoint: { url: null, fault: null }, settingsFaults: [] });
    expect(await broker.api('apps.connect', { app: 'editor' })).not.toHaveProperty('http');
    const { code, stderr } = await patchbay('connect', 'editor', '--http');
    expect([code, stderr]).toEqual([1, expect.stringContaining('endpoint: { port: 7462 }')]);
  });

  it('follows the file: it starts, moves and ends, and sessions end with it', async () => {
    const [first, second] = [await freePort(), await freePort()];
    await switchTo(`endpoint: { port: ${first} }`, `http://127.0.0.1:${first}/mcp`);
    const connected = await app(first);
    expect(await connected.initialize()).toMatchObject({ status: 200 });
    const stream = await connected.begin({ method: 'GET' });
    stream.resume();
    const ended = once(stream, 'close');
    await switchTo(`endpoint: { port: ${second} }`, `http://127.0.0.1:${second}/mcp`);
    await ended;
    await expect(connected.ask({ method: 'GET' })).rejects.toThrow('ECONNREFUSED');
    expect(await (await app(second)).initialize()).toMatchObject({ status: 200 });
    await switchTo('', null);
    await expect((await app(second)).ask({ method: 'GET' })).rejects.toThrow('ECONNREFUSED');
    expect((await status()).sessions).toEqual([]);
  });

  it('gives an app an entry with its address and a key of its own, and the command prints it', async () => {
    const port = await freePort();
    await switchTo(`endpoint: { port: ${port} }`, `http://127.0.0.1:${port}/mcp`);
    const { http } = (await broker.api('apps.connect', { app: 'editor' })) as AppEntry;
    expect(http).toMatchObject({
      url: `http://127.0.0.1:${port}/mcp`,
      headers: { Authorization: `Bearer ${await tokenOf(folder, 'editor')}` },
    });
    const key = await readFile(join(folder, 'keys/editor.key'), 'utf8');
    expect(JSON.stringify(http)).not.toContain(key.trim());
    const { stdout } = await patchbay('connect', 'editor', '--http');
    expect(JSON.parse(stdout)).toEqual({ mcpServers: { patchbay: { type: 'http', url: http?.url, headers: http?.headers } } });
    expect((await patchbay('status')).stdout).toContain(`Endpoint  http://127.0.0.1:${port}/mcp`);
  });

  it.each(['127.0.0.1', '::1'])(
    'says whose fault it is when its port is taken on %s, and comes when it is free',
    async (host) => {
      const taken = createServer().listen({ port: await freePort(), host });
      await once(taken, 'listening');
      const { port } = taken.address() as { port: number };
      await write(`endpoint: { port: ${port} }`);
      const sentence = `The endpoint's port ${port} is taken by another program`;
      await eventually(async () => expect((await status()).endpoint.fault).toContain(sentence));
      expect((await status()).endpoint.url).toBeNull();
      expect((await patchbay('status')).stdout).toContain(`Endpoint  ${sentence}`);
      expect(await readFile(join(folder, 'logs/patchbay.log'), 'utf8')).toContain(sentence);
      taken.close();
      await eventually(async () => expect((await status()).endpoint).toEqual({ url: `http://127.0.0.1:${port}/mcp`, fault: null }));
    },
    40_000,
  );

  it('ends in order with Patchbay: who waits is told', async () => {
    const port = await freePort();
    await switchTo(`endpoint: { port: ${port} }`, `http://127.0.0.1:${port}/mcp`);
    const connected = await app(port);
    await connected.initialize();
    const stream = await connected.begin({ method: 'GET' });
    stream.resume();
    const ended = once(stream, 'end');
    await broker[Symbol.asyncDispose]();
    await ended;
  });
});
