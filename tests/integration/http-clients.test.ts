import { fileURLToPath } from 'node:url';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server, Session } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { known } from '../helpers/known-servers.ts';
import { freePort, tokenOf } from '../helpers/http-app.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/servers/${name}`, import.meta.url));
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let url: URL;
let requestInit: RequestInit;

beforeAll(async () => {
  const port = await freePort();
  const node = JSON.stringify(process.execPath);
  const home = stack.use(
    await temporaryHome(
      [
        'version: 1',
        'servers:',
        `  ticking: { command: ${node}, args: [${JSON.stringify(fixture('ticking-server.mjs'))}] }`,
        `  asking: { command: ${node}, args: [${JSON.stringify(fixture('asking-server.mjs'))}], tools: { ask: { risk: read } } }`,
        // What a server asks after a call was given up may be for that one, so nobody is asked: a server of its own.
        `  waiting: { command: ${node}, args: [${JSON.stringify(fixture('asking-server.mjs'))}], tools: { wait: { risk: read } } }`,
        'profiles: { default: { exposure: full } }',
        `endpoint: { port: ${port} }`,
      ].join('\n'),
    ),
  );
  broker = stack.use(await BrokerProcess.start(home.folder));
  await known(broker);
  url = new URL(`http://127.0.0.1:${port}/mcp`);
  requestInit = { headers: { Authorization: `Bearer ${await tokenOf(home.folder)}` } };
});
afterAll(() => stack.disposeAsync());

const question = { method: 'elicitation/create', params: { message: 'Who?', requestedSchema: { type: 'object', properties: {} } } };
const counting = { name: 'ticking_get_count', arguments: { ticks: 20, nonce: 'mine' } };

async function callsInFlight(): Promise<number> {
  const servers = (await broker.api('servers.list')) as Server[];
  return servers.reduce((sum, server) => sum + server.callsInFlight, 0);
}

async function sessions(): Promise<readonly Session[]> {
  return (await broker.api('sessions.list')) as Session[];
}

describe('a client of the first SDK', () => {
  it('lists, calls with progress, is asked, cancels and ends its session', async () => {
    const transport = new StreamableHTTPClientTransport(url, { requestInit });
    const client = new Client({ name: 'first', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({ action: 'accept', content: { heard: params.message } }));
    await client.connect(transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain(counting.name);
    const ticks: number[] = [];
    const counted = await client.callTool(counting, undefined, { onprogress: ({ progress }) => ticks.push(progress) });
    expect([textOf(counted), ticks]).toEqual(['mine', Array.from({ length: 20 }, (_, index) => index + 1)]);
    const asked = await client.callTool({ name: 'asking_ask', arguments: question });
    expect(JSON.parse(textOf(asked))).toMatchObject({ result: { action: 'accept', content: { heard: 'Who?' } } });
    const waiting = new AbortController();
    const waited = client.callTool({ name: 'waiting_wait', arguments: { milliseconds: 60_000 } }, undefined, { signal: waiting.signal });
    setTimeout(() => waiting.abort(), 100);
    await expect(waited).rejects.toThrow();
    await eventually(async () => expect(await callsInFlight()).toBe(0));
    expect(await sessions()).toMatchObject([{ clientInfo: { name: 'first' }, protocolVersion: '2025-11-25' }]);
    await transport.terminateSession();
    await client.close();
    await eventually(async () => expect(await sessions()).toEqual([]));
  });
});

describe('a client of the second SDK', () => {
  it.each(['legacy', 'auto', { pin: '2026-07-28' }] as const)('lists, calls with progress and cancels, negotiating %j', async (mode) => {
    const client = await secondClient(mode);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain(counting.name);
    const ticks: number[] = [];
    const counted = await client.callTool(counting, { onprogress: ({ progress }) => ticks.push(progress) });
    expect([textOf(counted), ticks]).toEqual(['mine', Array.from({ length: 20 }, (_, index) => index + 1)]);
    const waiting = new AbortController();
    const waited = client.callTool({ name: 'waiting_wait', arguments: { milliseconds: 60_000 } }, { signal: waiting.signal });
    setTimeout(() => waiting.abort(), 100);
    await expect(waited).rejects.toThrow();
    await eventually(async () => expect(await callsInFlight()).toBe(0));
    await client.close();
  });

  it.each(['legacy', 'auto'] as const)('is asked in the middle of its call, negotiating %j', async (mode) => {
    const client = await secondClient(mode);
    const asked = await client.callTool({ name: 'asking_ask', arguments: question });
    expect(JSON.parse(textOf(asked))).toMatchObject({ result: { action: 'accept', content: { heard: 'Who?' } } });
    await client.close();
  });
});

type Mode = 'legacy' | 'auto' | { readonly pin: string };

async function secondClient(mode: Mode): Promise<ModernClient> {
  const client = new ModernClient({ name: 'second', version: '1' }, { capabilities: { elicitation: {} }, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', ({ params }) => ({ action: 'accept', content: { heard: params.message } }));
  await client.connect(new ModernTransport(url, { requestInit }));
  return client;
}
