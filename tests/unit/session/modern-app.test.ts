import { describe, expect, it } from 'vitest';
import { metaKeys } from '../../../main/protocol/meta-keys.ts';
import type { SessionCall } from '../../../main/session/surroundings.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { connectApp, envelope, hello } from './connected-app.ts';

const patchbay = { [metaKeys.serverInfo]: { name: 'patchbay', title: 'Patchbay', version: '0.0.0' } };

describe('an app of the modern era', () => {
  it('discovers what there is without a handshake', async () => {
    const { app } = connectApp({ view: { servers: ['files'], capabilitiesOf: () => ({ prompts: {}, completions: {} }) } });
    expect(await app.request('server/discover', envelope())).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { prompts: { listChanged: true }, completions: {}, tools: { listChanged: true } },
      instructions: 'Search first.',
      ttlMs: 0,
      cacheScope: 'private',
      _meta: patchbay,
    });
  });

  it('lists and calls without a handshake, and is told who answers', async () => {
    const calls: SessionCall[] = [];
    const { app, sessions } = connectApp({
      around: {
        call: (call) => {
          calls.push(call);
          return Promise.resolve({ content: [], _meta: { 'example/trace': 1 } });
        },
      },
    });
    expect(await app.request('tools/list', envelope())).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
    expect(await app.request('tools/call', { name: 'x', ...envelope({ sampling: {} }) })).toEqual({
      resultType: 'complete',
      content: [],
      _meta: { 'example/trace': 1, ...patchbay },
    });
    expect(calls[0]?.caller).toMatchObject({ era: 'modern', capabilities: { sampling: {} }, logLevel: null });
    expect(sessions.list()).toMatchObject([{ protocolVersion: '2026-07-28', clientInfo: { name: 'Modern' } }]);
  });

  it('keeps what the server said of its result', async () => {
    const result = { resultType: 'task', _meta: { [metaKeys.serverInfo]: { name: 'own' } } };
    const { app } = connectApp({ around: { call: () => Promise.resolve(result) } });
    expect(await app.request('tools/call', { name: 'x', ...envelope() })).toEqual(result);
  });

  it('is told which versions there are when it speaks another', async () => {
    const { app } = connectApp();
    const other = envelope({}, { [metaKeys.protocolVersion]: '2099-01-01' });
    await expect(app.request('tools/list', other)).rejects.toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28'], requested: '2099-01-01' },
    });
  });

  it('has to say with each request what it can', async () => {
    const { app } = connectApp();
    await expect(app.request('tools/list', { _meta: { [metaKeys.protocolVersion]: '2026-07-28' } })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'])(
    'finds no %s, even where a server is the only one',
    async (method) => {
      const { app } = connectApp({ view: { servers: ['files'] } });
      await expect(app.request(method, envelope())).rejects.toMatchObject({ code: -32601 });
    },
  );

  it('may see what legacy apps would refuse: schemas and structured content that are no objects', async () => {
    const { app, shown } = connectApp({
      around: { call: () => Promise.resolve({ resultType: 'complete', content: [], structuredContent: [1, 2] }) },
    });
    shown.push({ name: 'list', outputSchema: { type: 'array' } });
    await app.request('initialize', hello);
    expect((await app.request('tools/list', envelope()))['tools']).toContainEqual({ name: 'list', outputSchema: { type: 'array' } });
    expect((await app.request('tools/list'))['tools']).toContainEqual({ name: 'list' });
    expect(await app.request('tools/call', { name: 'list', ...envelope() })).toMatchObject({ structuredContent: [1, 2] });
    expect(await app.request('tools/call', { name: 'list' })).toEqual({ content: [], structuredContent: { result: [1, 2] } });
  });

  it('may share its connection with a legacy app, whose results are as they always were', async () => {
    const text = '{"resultType":"complete","content":[],"big":9007199254740993}';
    // The text is an object.
    const { app } = connectApp({ around: { call: () => Promise.resolve(readJsonText(text) as JsonObject) } });
    await app.request('initialize', hello);
    await app.request('tools/call', { name: 'x', ...envelope() });
    expect(jsonText(await app.request('tools/call', { name: 'x' }))).toBe('{"content":[],"big":9007199254740993}');
  });
});
