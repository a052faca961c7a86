import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import type { SessionCall } from '../../../main/session/surroundings.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { eventually } from '../../helpers/eventually.ts';
import { connectApp, hello } from './connected-app.ts';

describe('a session of an app', () => {
  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])(
    'speaks protocol version %s when the app does',
    async (protocolVersion) => {
      const { app } = connectApp();
      expect(await app.request('initialize', { ...hello, protocolVersion })).toMatchObject({ protocolVersion });
    },
  );

  it('offers its latest version to an app that wants another', async () => {
    const { app } = connectApp({ view: { servers: ['files'], capabilitiesOf: () => ({ tools: {} }) } });
    expect(await app.request('initialize', { ...hello, protocolVersion: '1999-01-01' })).toEqual({
      protocolVersion: '2025-11-25',
      capabilities: { tools: { listChanged: true }, prompts: { listChanged: true }, completions: {} },
      serverInfo: { name: 'patchbay', title: 'Patchbay', version: '0.0.0' },
      instructions: 'Search first.',
    });
  });

  it('answers at once what it does not know, and server/discover without an envelope', async () => {
    const { app } = connectApp();
    await expect(app.request('server/discover', {})).rejects.toMatchObject({ code: -32602 });
    await app.request('initialize', hello);
    await expect(app.request('example/unknown', {})).rejects.toMatchObject({ code: -32601 });
  });

  it('refuses to list or call before initialize', async () => {
    const { app } = connectApp();
    await expect(app.request('tools/list')).rejects.toMatchObject({ code: -32600 });
    await expect(app.request('tools/call', { name: 'status' })).rejects.toMatchObject({ code: -32600 });
    expect(await app.request('ping')).toEqual({});
  });

  it('refuses a cursor that it never gave out', async () => {
    const { app } = connectApp();
    await app.request('initialize', hello);
    for (const cursor of ['nonsense', 7, Buffer.from('page:99999').toString('base64url')]) {
      await expect(app.request('tools/list', { cursor })).rejects.toMatchObject({ code: -32602 });
    }
  });

  it('lists a thousand tools page by page, none twice', async () => {
    const { app, shown } = connectApp();
    shown.push(...Array.from({ length: 1000 }, (_, index) => ({ name: `tool_${index}` })));
    await app.request('initialize', hello);
    const names: string[] = [];
    let cursor: JsonObject = {};
    do {
      const page = await app.request('tools/list', cursor);
      names.push(...(page['tools'] as unknown as ToolDefinition[]).map((tool) => tool.name));
      cursor = typeof page['nextCursor'] === 'string' ? { cursor: page['nextCursor'] } : {};
    } while ('cursor' in cursor);
    expect(new Set(names).size).toBe(1002);
    expect(names).toHaveLength(1002);
  });

  it('hands a failed call to the model as a result that says what to do', async () => {
    const { app } = connectApp({ around: { call: () => Promise.reject(new NamedError('approval_denied', 'The person said no.')) } });
    await app.request('initialize', hello);
    expect(await app.request('tools/call', { name: 'call_tool', arguments: {} })).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'approval_denied: The person said no.' }],
      _meta: { 'patchbay/error': { code: 'approval_denied' } },
    });
  });

  it('answers a call of an unknown tool with a protocol error that names the nearest', async () => {
    const { app } = connectApp({
      around: { call: () => Promise.reject(new NamedError('tool_not_found', 'There is none.', { nearest: ['a.b'] })) },
    });
    await app.request('initialize', hello);
    await expect(app.request('tools/call', { name: 'nothing' })).rejects.toMatchObject({
      code: -32602,
      data: { code: 'tool_not_found', nearest: ['a.b'] },
    });
  });

  it('refuses a call without a name, or whose arguments are no object', async () => {
    const { app } = connectApp();
    await app.request('initialize', hello);
    await expect(app.request('tools/call', { arguments: {} })).rejects.toMatchObject({ code: -32602 });
    expect(await app.request('tools/call', { name: 'x', arguments: [1] })).toMatchObject({ isError: true });
  });

  it('brings progress back under the token of the app, and only when it gave one', async () => {
    const calls: SessionCall[] = [];
    const { app } = connectApp({
      around: {
        call: (call) => {
          calls.push(call);
          call.onProgress?.({ progress: 1, total: 2 });
          return Promise.resolve({ content: [] });
        },
      },
    });
    await app.request('initialize', hello);
    const ticks: JsonObject[] = [];
    await app.request('tools/call', { name: 'x', _meta: { 'com.example/trace': 'abc' } }, { onProgress: (tick) => void ticks.push(tick) });
    await app.request('tools/call', { name: 'x' });
    expect(ticks).toMatchObject([{ progress: 1, total: 2 }]);
    expect(calls.map((call) => [call.params['_meta'], call.onProgress !== undefined])).toEqual([
      [{ 'com.example/trace': 'abc', progressToken: expect.any(Number) }, true],
      [undefined, false],
    ]);
  });

  it('aborts the call that the app cancels, and leaves the others alone', async () => {
    const calls: SessionCall[] = [];
    const { app } = connectApp({
      around: {
        call: (call) => {
          calls.push(call);
          return new Promise((resolve) => call.signal.addEventListener('abort', () => resolve({ content: [] })));
        },
      },
    });
    await app.request('initialize', hello);
    const cancelling = new AbortController();
    const cancelled = app.request('tools/call', { name: 'a' }, { signal: cancelling.signal }).catch(() => 'cancelled');
    void app.request('tools/call', { name: 'b' }).catch(() => undefined);
    await eventually(() => expect(calls).toHaveLength(2));
    cancelling.abort();
    expect(await cancelled).toBe('cancelled');
    await eventually(() => expect(calls.map((call) => call.signal.aborted)).toEqual([true, false]));
  });

  it('tells the app of changed tools once, and only if what it listed differs', async () => {
    const { app, sessions, shown, notified } = connectApp();
    await app.request('initialize', hello);
    sessions.listsMayHaveChanged();
    await app.request('tools/list');
    sessions.listsMayHaveChanged();
    await app.request('ping');
    expect(notified).toEqual([]);
    shown.push({ name: 'new_tool' });
    sessions.listsMayHaveChanged();
    sessions.listsMayHaveChanged();
    await app.request('ping');
    expect(notified.map((frame) => frame.method)).toEqual(['notifications/tools/list_changed']);
  });

  it('is listed while it is open, with what the app says of itself as a label', async () => {
    const { app, sessions } = connectApp();
    const ended: string[] = [];
    sessions.ended.subscribe((id) => ended.push(id));
    await app.request('initialize', hello);
    expect(sessions.list()).toMatchObject([
      { app: 'cursor', clientInfo: { name: 'Cursor', version: '3' }, protocolVersion: '2025-06-18', toolsShown: 2 },
    ]);
    await app.close();
    await eventually(() => expect(sessions.list()).toEqual([]));
    expect(ended).toHaveLength(1);
  });
});
