import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../main/wire/incoming-requests.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import type { JsonObject, RequestFrame } from '../../../main/wire/frame.ts';
import { eventually } from '../../helpers/eventually.ts';
import { eventsIn, type HttpApp, messagesIn } from '../../helpers/http-app.ts';
import { mcpOverHttp } from './mcp-over-http.ts';

type Answering = (frame: RequestFrame, context: RequestContext) => Promise<JsonObject> | JsonObject;

let endpoint: Awaited<ReturnType<typeof mcpOverHttp>>;
let peers: JsonRpcPeer[];
let answer: Answering;

beforeEach(async () => {
  peers = [];
  answer = ({ method }) => ({ method });
  endpoint = await mcpOverHttp(({ channel }) => {
    const peer = new JsonRpcPeer(channel, {
      request: async (frame, context) => (frame.method === 'initialize' ? { protocolVersion: '2025-11-25' } : answer(frame, context)),
      notification: () => undefined,
    });
    peers.push(peer);
    peer.start();
  });
});
afterEach(() => endpoint[Symbol.asyncDispose]());

async function connected(version?: string): Promise<HttpApp> {
  const app = await endpoint.app();
  await app.initialize(version);
  return app;
}

/** What has come so far on a stream that goes on. */
function reading(response: IncomingMessage): { readonly text: () => string; readonly ended: Promise<unknown> } {
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  response.on('error', () => undefined);
  return { text: () => text, ended: once(response, 'close') };
}

const slow = { jsonrpc: '2.0', id: 'slow', method: 'slow' };

describe('a request over legacy HTTP', () => {
  it('is answered on its own stream, after all that was sent about it, and before that the stream says how to come back', async () => {
    answer = async (_, { progress, id }) => {
      progress({ progress: 1 });
      progress({ progress: 2 });
      peers[0]?.notify('notifications/message', { data: 'about it' }, id);
      return { done: true };
    };
    const app = await connected();
    const { text } = await app.ask({ body: { ...slow, params: { _meta: { progressToken: 0 } } } });
    expect(eventsIn(text)[0]).toEqual({ id: '2-0', retry: '1000', data: '' });
    expect(messagesIn(text)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1, progressToken: 0 } },
      { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 2, progressToken: 0 } },
      { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'about it' } },
      { jsonrpc: '2.0', id: 'slow', result: { done: true } },
    ]);
  });

  it('is not primed for clients that would take an event without data for a message', async () => {
    const app = await connected('2025-06-18');
    const { text } = await app.ask({ body: slow });
    expect(eventsIn(text)).toEqual([{ event: 'message', id: '2-1', data: '{"jsonrpc":"2.0","id":"slow","result":{"method":"slow"}}' }]);
  });

  it('is answered by JSON alone where the client takes nothing else', async () => {
    const app = await connected();
    const answered = await app.ask({ headers: { Accept: 'application/json' }, body: slow });
    expect([answered.headers['content-type'], answered.text]).toEqual([
      'application/json',
      '{"jsonrpc":"2.0","id":"slow","result":{"method":"slow"}}',
    ]);
  });

  it('keeps its numbers and its id as they are spelled', async () => {
    answer = ({ params }) => ({ params: params ?? {} });
    const app = await connected();
    const { text } = await app.ask({
      headers: { Accept: 'application/json' },
      body: '{ "jsonrpc": "2.0", "id": "1", "method": "x", "params": { "big": 9007199254740993, "one": 1.0, "2": 1e400, "1": -0 } }\r\n',
    });
    expect(text).toBe('{"jsonrpc":"2.0","id":"1","result":{"params":{"big":9007199254740993,"one":1.0,"2":1e400,"1":-0}}}');
  });

  it('may not use an id that is in use, and harms nothing by trying', async () => {
    const gate = Promise.withResolvers<JsonObject>();
    answer = () => gate.promise;
    const app = await connected();
    const first = reading(await app.begin({ body: slow }));
    expect(await app.ask({ body: slow })).toMatchObject({ status: 400 });
    gate.resolve({ done: true });
    await first.ended;
    expect(messagesIn(first.text())).toEqual([{ jsonrpc: '2.0', id: 'slow', result: { done: true } }]);
  });

  it('ends without an answer when it is cancelled, and the client that comes back is told to stay away', async () => {
    const aborted = Promise.withResolvers<void>();
    answer = (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => aborted.resolve()));
    const app = await connected();
    const stream = reading(await app.begin({ body: slow }));
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'slow' } };
    expect(await app.ask({ body: cancel })).toMatchObject({ status: 202, text: '' });
    await Promise.all([aborted.promise, stream.ended]);
    expect(messagesIn(stream.text())).toEqual([]);
    expect(await app.ask({ method: 'GET', headers: { 'Last-Event-ID': '2-0' } })).toMatchObject({ status: 204 });
  });

  it('is refused where too many wait already', async () => {
    answer = () => new Promise(() => undefined);
    const app = await connected();
    for (let id = 0; id < 256; id += 1) (await app.begin({ body: { ...slow, id } })).on('error', () => undefined);
    expect(await app.ask({ body: slow })).toMatchObject({ status: 429 });
  });
});

describe('a stream whose connection was lost', () => {
  it('goes on where it stopped, once and in order, and its request was never cancelled', async () => {
    const steps = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    let cancelled = false;
    answer = async (_, { progress, signal }) => {
      signal.addEventListener('abort', () => (cancelled = true));
      for (const [step, { promise }] of steps.entries()) {
        await promise;
        progress({ progress: step });
      }
      return { done: true };
    };
    const app = await connected();
    const connection = await app.begin({ body: { ...slow, params: { _meta: { progressToken: 'p' } } } });
    const before = reading(connection);
    steps[0]?.resolve();
    await eventually(() => expect(messagesIn(before.text())).toHaveLength(1));
    connection.destroy();
    steps[1]?.resolve();
    await eventually(() => expect(endpoint.connections()).toBe(0));
    const after = reading(await app.begin({ method: 'GET', headers: { 'Last-Event-ID': eventsIn(before.text()).at(-1)?.id } }));
    steps[2]?.resolve();
    await after.ended;
    expect(eventsIn(after.text()).map(({ id }) => id)).toEqual(['2-2', '2-3', '2-4']);
    expect(messagesIn(after.text()).at(-1)).toEqual({ jsonrpc: '2.0', id: 'slow', result: { done: true } });
    expect(cancelled).toBe(false);
  });

  it('gives its answer again to a client that lost just that', async () => {
    const app = await connected();
    await app.ask({ body: slow });
    const again = await app.ask({ method: 'GET', headers: { 'Last-Event-ID': '2-0' } });
    expect(messagesIn(again.text)).toEqual([{ jsonrpc: '2.0', id: 'slow', result: { method: 'slow' } }]);
  });

  it('says so where what was missed is gone', async () => {
    const gate = Promise.withResolvers<JsonObject>();
    answer = (_, { progress }) => {
      for (let tick = 0; tick < 600; tick += 1) progress({ progress: tick });
      return gate.promise;
    };
    const app = await connected();
    const connection = await app.begin({ body: { ...slow, params: { _meta: { progressToken: 1 } } } });
    connection.destroy();
    expect(await app.ask({ method: 'GET', headers: { 'Last-Event-ID': '2-0' } })).toMatchObject({ status: 400 });
    gate.resolve({});
  });

  it.each(['', '1', '7-0', '2-99', 'x-y', '1-0-0', '0-1'])('is not found by a made-up event id: %j', async (id) => {
    const app = await connected();
    await app.ask({ body: slow });
    expect(await app.ask({ method: 'GET', headers: { 'Last-Event-ID': id } })).toMatchObject({ status: 400 });
  });
});

describe('what belongs to no request', () => {
  it('comes on the standing stream, also what came before that was opened', async () => {
    const app = await connected();
    peers[0]?.notify('notifications/tools/list_changed');
    const stream = reading(await app.begin({ method: 'GET' }));
    peers[0]?.notify('notifications/prompts/list_changed');
    await eventually(() =>
      expect(messagesIn(stream.text())).toEqual([
        { jsonrpc: '2.0', method: 'notifications/tools/list_changed' },
        { jsonrpc: '2.0', method: 'notifications/prompts/list_changed' },
      ]),
    );
    expect(await app.ask({ method: 'GET' })).toMatchObject({ status: 409 });
  });

  it('can be asked there, and is answered by a POST', async () => {
    const app = await connected();
    const stream = reading(await app.begin({ method: 'GET' }));
    const roots = peers[0]?.request('roots/list');
    await eventually(() => expect(messagesIn(stream.text())).toMatchObject([{ method: 'roots/list', id: 1 }]));
    expect(await app.ask({ body: { jsonrpc: '2.0', id: 1, result: { roots: [] } } })).toMatchObject({ status: 202, text: '' });
    expect(await roots).toEqual({ roots: [] });
  });

  it('goes to one client only, however many the app has', async () => {
    const [one, other] = [await connected(), await connected()];
    const streams = [reading(await one.begin({ method: 'GET' })), reading(await other.begin({ method: 'GET' }))];
    peers[0]?.notify('notifications/message', { for: 'one' });
    await eventually(() => expect(messagesIn(streams[0]?.text() ?? '')).toHaveLength(1));
    expect(messagesIn(streams[1]?.text() ?? '')).toEqual([]);
  });
});

describe('a session that ends', () => {
  it('tells requests that wait why they get no answer', async () => {
    answer = () => new Promise(() => undefined);
    const app = await connected();
    const stream = reading(await app.begin({ body: slow }));
    await peers[0]?.close();
    await stream.ended;
    expect(messagesIn(stream.text())).toMatchObject([{ id: 'slow', error: { code: -32014, data: { code: 'restarting' } } }]);
    expect(await app.ask({ body: slow })).toMatchObject({ status: 404 });
  });

  it('ends what stands behind it when the app says DELETE, and when the endpoint closes', async () => {
    const [one, other] = [await connected(), await connected()];
    expect(await one.ask({ method: 'DELETE' })).toMatchObject({ status: 204 });
    await peers[0]?.closed;
    const stream = reading(await other.begin({ method: 'GET' }));
    await endpoint.mcp[Symbol.asyncDispose]();
    await Promise.all([peers[1]?.closed, stream.ended]);
  });

  it('is out of reach at once when the app is removed', async () => {
    const app = await connected();
    await endpoint.keys.remove('editor');
    expect(await app.ask({ body: slow })).toMatchObject({ status: 401 });
  });
});

describe('a client that is slow to read', () => {
  it('is not sent more than it takes, and its other requests wait', async () => {
    const app = await connected();
    const large = 'x'.repeat(500_000);
    answer = ({ method }, { progress }) => {
      if (method === 'slow') for (let tick = 0; tick < 40; tick += 1) progress({ progress: tick, message: large });
      return { method };
    };
    const connection = await app.begin({ body: { ...slow, params: { _meta: { progressToken: 1 } } } });
    connection.pause();
    const second = app.begin({ body: { ...slow, id: 2, method: 'second' } });
    const stream = reading(await second);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(messagesIn(stream.text())).toEqual([]);
    connection.resume();
    await stream.ended;
    expect(messagesIn(stream.text())).toEqual([{ jsonrpc: '2.0', id: 2, result: { method: 'second' } }]);
  });
});
