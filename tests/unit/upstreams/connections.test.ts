import { describe, expect, it } from 'vitest';
import type { ConnectionSurroundings } from '../../../main/upstreams/connection-surroundings.ts';
import { LegacyConnection } from '../../../main/upstreams/legacy-connection.ts';
import { ModernConnection } from '../../../main/upstreams/modern-connection.ts';
import type { Channel, ChannelReceiver } from '../../../main/wire/channel.ts';
import type { Frame, JsonObject, RequestFrame } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { TestCaller } from '../../helpers/test-caller.ts';

const limits = { timeoutMs: 1000, signal: new AbortController().signal, hasProcess: false };

/** The other end of a transport that tells which request a message came for, as HTTP does. */
class ServerEnd implements Channel {
  readonly got: RequestFrame[] = [];
  readonly answers: Frame[] = [];
  #receiver: ChannelReceiver | null = null;

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
  }

  send(frame: Frame): boolean {
    if ('method' in frame && 'id' in frame) this.#request(frame);
    else this.answers.push(frame);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {}

  resume(): void {}

  close(): Promise<void> {
    this.#receiver?.closed();
    return Promise.resolve();
  }

  say(frame: Frame, about?: number): void {
    this.#receiver?.frame(frame, about);
  }

  /** It has forgotten the session, and another was begun. */
  forget(): void {
    this.#receiver?.renewed?.();
  }

  answer(id: string | number, result: JsonObject): void {
    this.say({ jsonrpc: '2.0', id, result });
  }

  #request(frame: RequestFrame): void {
    const hello = { supportedVersions: ['2026-07-28'], protocolVersion: '2025-11-25', capabilities: { logging: {} }, serverInfo: {} };
    if (['initialize', 'server/discover'].includes(frame.method)) queueMicrotask(() => this.answer(frame.id, hello));
    else this.got.push(frame);
  }
}

function surroundings(told: Frame[] = []): ConnectionSurroundings {
  return {
    server: 'notes',
    clientInfo: { name: 'patchbay', version: '1' },
    declared: {},
    users: new Map(),
    timeoutMs: () => 1000,
    askPerson: () => Promise.reject(new Error('nobody')),
    notification: (frame) => void told.push(frame),
    noise: () => undefined,
    log: () => undefined,
  };
}

describe('over a transport that tells what a message came for', () => {
  it('a legacy server reaches the app of that very request, also while others work', async () => {
    const end = new ServerEnd();
    const connection = LegacyConnection.start(end, surroundings());
    await connection.open(limits);
    const [one, two] = [new TestCaller('one', { sampling: {} }), new TestCaller('two', { sampling: {} })];
    const calls = [one, two].map((caller) => connection.request('tools/call', {}, { caller }));
    const ids = end.got.map(({ id }) => Number(id));
    end.say({ jsonrpc: '2.0', id: 'q', method: 'sampling/createMessage', params: {} }, ids[1]);
    end.say({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info' } }, ids[0]);
    end.say({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'alert' } });
    await expect.poll(() => end.answers.at(-1)).toEqual({ jsonrpc: '2.0', id: 'q', result: { answeredBy: 'two' } });
    expect([one.asked, one.told, two.told]).toEqual([[], [{ method: 'notifications/message', params: { level: 'info' } }], []]);
    for (const id of ids) end.answer(id, {});
    await Promise.all(calls);
    await connection.close();
  });

  it('a modern server logs to the app of that very request', async () => {
    const end = new ServerEnd();
    const connection = ModernConnection.start(end, surroundings());
    await connection.open(limits);
    const callers = ['one', 'two'].map((name) => Object.assign(new TestCaller(name, {}, 'modern'), { logLevel: 'debug' }));
    const calls = callers.map((caller) => connection.request('tools/call', {}, { caller }));
    const ids = end.got.map(({ id }) => Number(id));
    end.say({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'debug' } }, ids[1]);
    expect(callers.map(({ told }) => told.length)).toEqual([0, 1]);
    for (const id of ids) end.answer(id, {});
    await Promise.all(calls);
    await connection.close();
  });

  it.each([
    ['legacy', LegacyConnection],
    ['modern', ModernConnection],
  ])('a %s server that tells something for a request that is over reaches nobody else', async (_era, Connection) => {
    const end = new ServerEnd();
    const heard: Frame[] = [];
    const connection = Connection.start(end, surroundings(heard));
    await connection.open(limits);
    const [one, two] = [new TestCaller('one'), new TestCaller('two')];
    const calls = [one, two].map((caller) => connection.request('tools/call', {}, { caller }));
    const ids = end.got.map(({ id }) => Number(id));
    end.answer(ids[0] ?? 0, {});
    await calls[0];
    end.say({ jsonrpc: '2.0', method: 'notifications/x-vendor', params: { of: 'one' } }, ids[0]);
    expect([one.told, two.told, heard]).toEqual([[], [], []]);
    end.answer(ids[1] ?? 0, {});
    await calls[1];
    await connection.close();
  });

  it('a modern server that asks by a request is told that nobody does that any more', async () => {
    const end = new ServerEnd();
    const connection = ModernConnection.start(end, surroundings());
    await connection.open(limits);
    end.say({ jsonrpc: '2.0', id: 1, method: 'sampling/createMessage', params: {} });
    await expect.poll(() => end.answers.at(-1)).toMatchObject({ id: 1, error: { code: -32601 } });
    await connection.close();
  });
});

describe('a legacy server that forgot its session', () => {
  it('is told again from which level it shall log, and what it shall tell changes of', async () => {
    const end = new ServerEnd();
    const told: Frame[] = [];
    const around = surroundings(told);
    const connection = LegacyConnection.start(end, around);
    await connection.open(limits);
    const caller = Object.assign(new TestCaller('app'), { logLevel: 'notice' });
    around.users.set(caller.session, caller);
    const calls = [connection.subscribe('a:1'), connection.request('prompts/list', {}, { caller })];
    await expect.poll(() => end.got.length).toBe(2);
    for (const { id } of end.got) end.answer(id, {});
    await expect.poll(() => end.got.length).toBe(3);
    end.answer(end.got[2]?.id ?? 0, {});
    await Promise.all(calls);
    end.forget();
    const again = end.got.slice(3);
    expect(again.map(({ method, params }) => [method, params])).toEqual([
      ['logging/setLevel', { level: 'notice' }],
      ['resources/subscribe', { uri: 'a:1' }],
    ]);
    for (const { id } of again) end.answer(id, {});
    await expect.poll(() => told).toEqual([{ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'a:1' } }]);
    await connection.close();
  });
});

describe('what goes on to a server', () => {
  const text = '{"name":"add","arguments":{"n":9007199254740993,"2":1.0,"1":-0},"_meta":{"x/big":1e400,"progressToken":7}}';
  // The text is an object.
  const params = readJsonText(text) as JsonObject;

  it('keeps its spelling under the envelope of a modern hop, in every round', async () => {
    const end = new ServerEnd();
    const connection = ModernConnection.start(end, surroundings());
    await connection.open(limits);
    const caller = new TestCaller('app', { elicitation: {} });
    const call = connection.request('tools/call', params, { caller });
    const asks = { q: { method: 'elicitation/create', params: {} } };
    end.answer(end.got[0]?.id ?? 0, { resultType: 'input_required', inputRequests: asks, requestState: 's' });
    await expect.poll(() => end.got.length).toBe(2);
    end.answer(end.got[1]?.id ?? 0, { resultType: 'complete' });
    await call;
    for (const { params: sent } of end.got) {
      expect(jsonText(sent)).toContain('"arguments":{"n":9007199254740993,"2":1.0,"1":-0}');
      expect(jsonText(sent)).toContain('"x/big":1e400');
      expect(jsonText(sent)).not.toContain('progressToken');
    }
    expect(end.got[1]?.params).toMatchObject({ inputResponses: { q: { answeredBy: 'app' } }, requestState: 's' });
    await connection.close();
  });

  it('loses the envelope of a modern app, and nothing else, before a legacy hop', async () => {
    const end = new ServerEnd();
    const connection = LegacyConnection.start(end, surroundings());
    await connection.open(limits);
    const caller = new TestCaller('app', {}, 'modern');
    const envelope = '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}';
    // Both texts are objects.
    const enveloped = readJsonText(text.replace('"_meta":{', `"_meta":{${envelope},`)) as JsonObject;
    const bare = readJsonText(`{"uri":"a:b","_meta":{${envelope}}}`) as JsonObject;
    const calls = [enveloped, bare].map((given) => connection.request('tools/call', given, { caller }));
    await expect.poll(() => end.got.length).toBe(2);
    expect(end.got.map(({ params: sent }) => jsonText(sent))).toEqual([text.replace(',"progressToken":7', ''), '{"uri":"a:b"}']);
    for (const { id } of end.got) end.answer(id, {});
    await Promise.all(calls);
    await connection.close();
  });
});
