import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject, NotificationFrame, RequestFrame } from '../../../main/wire/frame.ts';
import type { RequestContext } from '../../../main/wire/incoming-requests.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { eventually } from '../../helpers/eventually.ts';
import { type Asked, eventsIn, HttpApp, messagesIn } from '../../helpers/http-app.ts';
import { mcpOverHttp } from './mcp-over-http.ts';

type Answering = (frame: RequestFrame, context: RequestContext) => Promise<JsonObject> | JsonObject;

const version = 'io.modelcontextprotocol/protocolVersion';
const capabilities = 'io.modelcontextprotocol/clientCapabilities';
const subscription = 'io.modelcontextprotocol/subscriptionId';
const envelope = { [version]: '2026-07-28', [capabilities]: {} };

const schema: JsonObject = { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } };

let endpoint: Awaited<ReturnType<typeof mcpOverHttp>>;
let peers: JsonRpcPeer[];
let seen: (RequestFrame | NotificationFrame)[];
let answer: Answering;

beforeEach(async () => {
  peers = [];
  seen = [];
  answer = ({ method }) => ({ method });
  const accept: Parameters<typeof mcpOverHttp>[0] = ({ channel }) => {
    const peer = new JsonRpcPeer(channel, {
      request: async (frame, context) => {
        seen.push(frame);
        return answer(frame, context);
      },
      notification: (frame) => void seen.push(frame),
    });
    peers.push(peer);
    peer.start();
  };
  endpoint = await mcpOverHttp(accept, (app, tool) => (app === 'editor' && tool === 'mirrored' ? schema : null));
});
afterEach(() => endpoint[Symbol.asyncDispose]());

/** A request as a modern client sends it, but for what is given. */
function modern(method: string, params: JsonObject = {}, more: { readonly id?: unknown; readonly headers?: Asked['headers'] } = {}): Asked {
  const { _meta: meta = {}, ...rest } = params;
  const name = params['name'] ?? params['uri'] ?? params['taskId'];
  return {
    headers: {
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': method,
      ...(typeof name === 'string' && { 'Mcp-Name': name }),
      ...more.headers,
    },
    body: { jsonrpc: '2.0', id: more.id ?? 1, method, params: { ...rest, _meta: { ...envelope, ...(meta as JsonObject) } } },
  };
}

async function asked(request: Asked): Promise<{ status: number; code: number | undefined; id: unknown; data: unknown }> {
  const app = await endpoint.app();
  const { status, text } = await app.ask(request);
  const { id, error } = JSON.parse(text) as { id?: unknown; error?: { code: number; data?: unknown } };
  return { status, code: error?.code, id, data: error?.data };
}

describe('a modern request whose headers say something else than its body', () => {
  const call = (headers: Asked['headers'], params: JsonObject = { name: 'say', arguments: {} }) =>
    modern('tools/call', params, { id: 'x', headers });
  const uri = { uri: 'file:///a' };

  it.each<[string, Asked]>([
    ['another method', call({ 'Mcp-Method': 'prompts/get' })],
    ['the method in capitals', call({ 'Mcp-Method': 'TOOLS/CALL' })],
    ['no method', call({ 'Mcp-Method': undefined })],
    ['another name', call({ 'Mcp-Name': 'shout' })],
    ['no name', call({ 'Mcp-Name': undefined })],
    ['another name in base64', call({ 'Mcp-Name': `=?base64?${Buffer.from('shout').toString('base64')}?=` })],
    ['a name in broken base64', call({ 'Mcp-Name': '=?base64?c2F5=?=' })],
    ['a name in base64 that is no text', call({ 'Mcp-Name': '=?base64?/w==?=' })],
    ['two names', call({ 'Mcp-Name': 'say, say' })],
    ['another address', modern('resources/read', uri, { id: 'x', headers: { 'Mcp-Name': 'file:///b' } })],
    ['no name of a task', modern('tasks/get', { taskId: 't' }, { id: 'x', headers: { 'Mcp-Name': undefined } })],
    ['another version', call({ 'MCP-Protocol-Version': '2025-11-25' })],
    ['no version', call({ 'MCP-Protocol-Version': undefined })],
    ['a version that is not known, in the body only', modern('tools/list', { _meta: { [version]: 'v999' } }, { id: 'x' })],
  ])('reaches nobody: 400 and -32020 for %s', async (_, request) => {
    expect(await asked(request)).toMatchObject({ status: 400, code: -32020, id: 'x' });
    expect(seen).toEqual([]);
  });

  it.each<[string, Asked]>([
    ['without _meta', { ...modern('tools/list'), body: { jsonrpc: '2.0', id: 'x', method: 'tools/list', params: {} } }],
    ['without a version', modern('tools/list', { _meta: { [version]: undefined as never } }, { id: 'x' })],
    ['without capabilities', modern('tools/list', { _meta: { [capabilities]: undefined as never } }, { id: 'x' })],
  ])('reaches nobody: 400 and -32602 %s', async (_, request) => {
    expect(await asked(request)).toMatchObject({ status: 400, code: -32602, id: 'x' });
    expect(seen).toEqual([]);
  });

  it('reaches nobody: 400 and -32022 with the versions that are known', async () => {
    const request = modern('tools/list', { _meta: { [version]: 'v999.0.0' } }, { headers: { 'MCP-Protocol-Version': 'v999.0.0' } });
    expect(await asked(request)).toMatchObject({ status: 400, code: -32022, data: { supported: ['2026-07-28'], requested: 'v999.0.0' } });
    expect(seen).toEqual([]);
  });
});

describe('a modern request whose headers are right', () => {
  it.each<[string, Asked['headers'], string]>([
    ['plain', {}, 'say'],
    ['with space around', { 'Mcp-Name': '  say  ' }, 'say'],
    ['in base64', { 'Mcp-Name': `=?base64?${Buffer.from('grüß').toString('base64')}?=` }, 'grüß'],
    ['that looks like base64 but is not', { 'Mcp-Name': '=?base64?c2F5' }, '=?base64?c2F5'],
    ['with other names of headers', { 'Mcp-Name': undefined, 'MCP-NAME': 'say' }, 'say'],
  ])('goes through: a name %s', async (_, headers, name) => {
    expect(await asked(modern('tools/call', { name, arguments: {} }, { headers }))).toMatchObject({ status: 200, code: undefined });
    expect(seen).toMatchObject([{ params: { name } }]);
  });

  it.each<[string, number]>([
    ['tools/list', 404],
    ['tools/call', 200],
  ])('gets 404 for a method that is not there, but not for what a server says: %s', async (method, status) => {
    answer = () => {
      throw new JsonRpcError(-32601, 'Method not found');
    };
    expect(await asked(modern(method, { name: 'say' }))).toMatchObject({ status, code: -32601 });
  });

  it('gets 400 for a capability that it must declare, and 200 for every other error', async () => {
    const codes: unknown[] = [];
    for (const code of [-32021, -32602, -32603, -32010, 7]) {
      answer = () => {
        throw new JsonRpcError(code, 'No.');
      };
      const { status } = await asked(modern('tools/call', { name: 'say' }));
      codes.push([code, status]);
    }
    expect(codes).toEqual([
      [-32021, 400],
      [-32602, 200],
      [-32603, 200],
      [-32010, 200],
      [7, 200],
    ]);
  });
});

describe("a tool's arguments that headers repeat", () => {
  const call = (headers: Asked['headers']) => modern('tools/call', { name: 'mirrored', arguments: { region: 'eu' } }, { headers });

  it('are compared with the schema that the app was shown, and with no other', async () => {
    expect(await asked(call({}))).toMatchObject({ status: 400, code: -32020 });
    expect(seen).toEqual([]);
    expect(await asked(call({ 'Mcp-Param-Region': 'eu' }))).toMatchObject({ status: 200 });
    const other = await endpoint.app('other');
    expect(await other.ask(call({}))).toMatchObject({ status: 200 });
  });
});

describe('modern requests of one app', () => {
  it('share one channel and keep their own ids, of whatever kind', async () => {
    const gate = Promise.withResolvers<void>();
    answer = async ({ id }) => {
      await gate.promise;
      return { inside: id };
    };
    const app = await endpoint.app();
    const ids = [1, 1, '1', 0, '', -7];
    const answers = ids.map((id) => app.ask(modern('tools/list', {}, { id })));
    await eventually(() => expect(seen).toHaveLength(ids.length));
    gate.resolve();
    const told = (await Promise.all(answers)).map(({ text }) => JSON.parse(text) as { id: unknown; result: { inside: unknown } });
    expect(told.map(({ id }) => id)).toEqual(ids);
    expect(new Set(told.map(({ result }) => result.inside)).size).toBe(ids.length);
    expect(peers).toHaveLength(1);
  });

  it('are answered by JSON, or by a stream where something is said before', async () => {
    const app = await endpoint.app();
    expect((await app.ask(modern('tools/list'))).headers['content-type']).toBe('application/json');
    answer = (_, { progress }) => {
      progress({ progress: 0.5 });
      return { done: true };
    };
    const streamed = await app.ask(modern('tools/call', { name: 'say', _meta: { progressToken: 0 } }, { id: 'same' }));
    expect(messagesIn(streamed.text)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 0.5, progressToken: 0 } },
      { jsonrpc: '2.0', id: 'same', result: { done: true } },
    ]);
    expect(eventsIn(streamed.text).map(({ id }) => id)).toEqual([undefined, undefined]);
  });

  it('are cancelled by closing the connection, and nobody else is', async () => {
    const aborted: unknown[] = [];
    const gate = Promise.withResolvers<JsonObject>();
    answer = ({ params }, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(params?.['name']));
      return gate.promise;
    };
    const app = await endpoint.app();
    const kept = app.ask(modern('tools/call', { name: 'kept' }, { id: 5 }));
    const left = app.open(modern('tools/call', { name: 'left' }, { id: 5 }));
    left.on('error', () => undefined);
    left.end(JSON.stringify(modern('tools/call', { name: 'left' }, { id: 5 }).body));
    await eventually(() => expect(seen).toHaveLength(2));
    left.destroy();
    await eventually(() => expect(aborted).toEqual(['left']));
    gate.resolve({});
    expect(await kept).toMatchObject({ status: 200 });
  });

  it('may not cancel each other by an id that both use', async () => {
    const app = await endpoint.app();
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, _meta: envelope } };
    const noted = { jsonrpc: '2.0', method: 'notifications/example', params: { _meta: envelope } };
    for (const body of [cancel, noted]) expect(await app.ask({ body })).toMatchObject({ status: 202, text: '' });
    expect(seen).toMatchObject([{ method: 'notifications/example' }]);
  });

  it('have no sessions, no standing stream and no answers to send', async () => {
    const app = await endpoint.app();
    const headers = { 'MCP-Protocol-Version': '2026-07-28' };
    for (const method of ['GET', 'DELETE']) {
      const { status, headers: answered } = await app.ask({ method, headers });
      expect([status, answered['allow']]).toEqual([405, 'POST']);
    }
    expect(await app.ask({ headers, body: { jsonrpc: '2.0', id: 1, result: {} } })).toMatchObject({ status: 400 });
    expect((await app.ask(modern('tools/list'))).headers['mcp-session-id']).toBeUndefined();
  });

  it('are refused where too many wait, and what was refused is over', async () => {
    answer = () => new Promise(() => undefined);
    const app = await endpoint.app();
    for (let id = 0; id < 256; id += 1)
      app
        .open(modern('x'))
        .on('error', () => undefined)
        .end(JSON.stringify(modern('x').body));
    await eventually(() => expect(seen).toHaveLength(256));
    expect(await asked(modern('x'))).toMatchObject({ status: 429 });
  });

  it('can be asked nothing: who tries is told', async () => {
    const app = await endpoint.app();
    await app.ask(modern('tools/list'));
    await expect(peers[0]?.request('roots/list')).rejects.toMatchObject({ code: -32601 });
  });
});

describe('a subscription', () => {
  it('is a stream that stays open, under the id that its client gave', async () => {
    answer = ({ id }, { signal }) => {
      peers[0]?.notify('notifications/subscriptions/acknowledged', { _meta: { [subscription]: id } }, id);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve({})));
    };
    const app = await endpoint.app();
    const response = await app.begin(modern('subscriptions/listen', { notifications: {} }, { id: 'mine' }));
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    response.on('error', () => undefined);
    const inside = (seen[0] as RequestFrame).id;
    peers[0]?.notify('notifications/tools/list_changed', { _meta: { [subscription]: inside, other: 1 } }, inside);
    await eventually(() => expect(messagesIn(text)).toHaveLength(2));
    expect(messagesIn(text)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: { _meta: { [subscription]: 'mine' } } },
      { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta: { [subscription]: 'mine', other: 1 } } },
    ]);
    response.destroy();
    await once(response, 'close');
  });

  it('needs a client that takes a stream', async () => {
    const request = modern('subscriptions/listen', { notifications: {} }, { headers: { Accept: 'application/json' } });
    expect(await asked(request)).toMatchObject({ status: 406 });
  });

  it('ends with an answer of its own when Patchbay ends it', async () => {
    answer = ({ id }) => {
      peers[0]?.notify('notifications/subscriptions/acknowledged', {}, id);
      return new Promise(() => undefined);
    };
    const app = await endpoint.app();
    const request = app.ask(modern('subscriptions/listen', { notifications: {} }, { id: 9 }));
    await eventually(() => expect(seen).toHaveLength(1));
    await endpoint.mcp[Symbol.asyncDispose]();
    expect(messagesIn((await request).text).at(-1)).toMatchObject({ id: 9, error: { data: { code: 'restarting' } } });
    expect(app).toBeInstanceOf(HttpApp);
  });
});
