import { afterEach, describe, expect, it, vi } from 'vitest';
import { metaKeys } from '../../../main/protocol/meta-keys.ts';
import type { JsonObject, NotificationFrame } from '../../../main/wire/frame.ts';
import { eventually } from '../../helpers/eventually.ts';
import { connectApp, envelope, hello } from './connected-app.ts';

const capabilities = { prompts: {}, resources: { subscribe: true } };

function connectToNotes(refused: readonly string[] = []) {
  const held: string[] = [];
  const prompts: JsonObject[] = [];
  const profile = { hasNotes: true };
  const connected = connectApp({
    view: {
      servers: ['notes'],
      capabilitiesOf: () => capabilities,
      prompts,
      resourceAt: (uri) => (profile.hasNotes ? { server: 'notes', uri: uri.replace('notes~/', '') } : null),
      forApp: (_server, value) => (value['uri'] === 'note://1' ? { ...value, uri: 'note://notes~/1' } : value),
    },
    servers: {
      subscribe: (holder, server, uri) => {
        if (refused.includes(uri)) return Promise.reject(new Error('no'));
        held.push(`${holder.replace(/^[0-9a-f-]{36}/, 'session')}: ${server} ${uri}`);
        return Promise.resolve({ 'x-subscribed': 1 });
      },
      unsubscribe: (_holder, server, uri) => Promise.resolve({ 'x-left': `${server} ${uri}` }),
      endSubscriptions: (holder) => void held.push(`${holder.replace(/^[0-9a-f-]{36}/, 'session')} ended`),
    },
  });
  return { ...connected, held, prompts, profile };
}

const updated = (uri: string): NotificationFrame => ({
  jsonrpc: '2.0',
  method: 'notifications/resources/updated',
  params: { uri, 'x-more': 1 },
});

/** Begins to listen, and waits until that is acknowledged. */
async function listen({ app, notified }: ReturnType<typeof connectToNotes>, filter: JsonObject) {
  const ending = new AbortController();
  const before = notified.length;
  const result = app.request('subscriptions/listen', { notifications: filter, ...envelope() }, { signal: ending.signal });
  result.catch(() => undefined);
  await eventually(() => expect(notified.length).toBeGreaterThan(before));
  return { result, end: () => ending.abort() };
}

afterEach(() => vi.useRealTimers());

describe('a legacy app that subscribes to a resource', () => {
  it('hears of it in its own spelling, and of nothing else, until it unsubscribes', async () => {
    const { app, sessions, notified, held } = connectToNotes();
    await app.request('initialize', hello);
    expect(await app.request('resources/subscribe', { uri: 'note://notes~/1' })).toEqual({ 'x-subscribed': 1 });
    for (const uri of ['note://1', 'note://1/part', 'note://10']) sessions.serverTold('notes', updated(uri));
    sessions.serverTold('others', updated('note://1'));
    await app.request('ping');
    expect(notified.map(({ params }) => params)).toEqual([
      { uri: 'note://notes~/1', 'x-more': 1 },
      { uri: 'note://1/part', 'x-more': 1 },
    ]);
    expect(await app.request('resources/unsubscribe', { uri: 'note://notes~/1' })).toEqual({ 'x-left': 'notes note://1' });
    sessions.serverTold('notes', updated('note://1'));
    await app.request('ping');
    expect(notified).toHaveLength(2);
    expect(held).toEqual(['session: notes note://1']);
  });

  it('can unsubscribe from what its profile no longer shows', async () => {
    const { app, profile } = connectToNotes();
    await app.request('initialize', hello);
    await app.request('resources/subscribe', { uri: 'note://notes~/1' });
    profile.hasNotes = false;
    expect(await app.request('resources/unsubscribe', { uri: 'note://notes~/1' })).toEqual({ 'x-left': 'notes note://1' });
    await expect(app.request('resources/unsubscribe', { uri: 'note://notes~/1' })).rejects.toThrow('list the resources again');
  });

  it('leaves no subscription behind when it goes away', async () => {
    const { app, held } = connectToNotes();
    await app.request('initialize', hello);
    await app.request('resources/subscribe', { uri: 'note://1' });
    await app.close();
    await eventually(() => expect(held.at(-1)).toBe('session ended'));
  });
});

describe('a modern app that listens', () => {
  it('is told first what it will hear, then that and nothing else, each under its stream', async () => {
    const connected = connectToNotes(['note://refused']);
    const { sessions, notified, prompts, shown } = connected;
    await listen(connected, {
      promptsListChanged: true,
      resourcesListChanged: false,
      resourceSubscriptions: ['note://notes~/1', 'note://refused'],
      'x-unknown': true,
    });
    prompts.push({ name: 'new' });
    shown.push({ name: 'new_tool' });
    sessions.listsMayHaveChanged();
    sessions.serverTold('notes', updated('note://1'));
    sessions.serverTold('notes', updated('note://2'));
    await connected.app.request('tools/list', envelope());
    expect(notified).toMatchObject([
      {
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications: { promptsListChanged: true, resourceSubscriptions: ['note://notes~/1'] } },
      },
      { method: 'notifications/prompts/list_changed' },
      { method: 'notifications/resources/updated', params: { uri: 'note://notes~/1', 'x-more': 1 } },
    ]);
    const ids = notified.map(({ params }) => params?.['_meta']);
    expect(new Set(ids.map((meta) => JSON.stringify(meta)))).toEqual(new Set([JSON.stringify({ [metaKeys.subscriptionId]: 1 })]));
  });

  it('hears nothing of lists that it only listed', async () => {
    const { app, sessions, shown, notified } = connectToNotes();
    await app.request('tools/list', envelope());
    shown.push({ name: 'new' });
    sessions.listsMayHaveChanged();
    await app.request('tools/list', envelope());
    expect(notified).toEqual([]);
  });

  it('hears nothing more after it cancelled, and its subscriptions end', async () => {
    const connected = connectToNotes();
    const { end, result } = await listen(connected, { toolsListChanged: true, resourceSubscriptions: ['note://1'] });
    end();
    await expect(result).rejects.toThrow();
    await eventually(() => expect(connected.held).toEqual(['session/number 1: notes note://1', 'session/number 1 ended']));
    connected.shown.push({ name: 'new' });
    connected.sessions.listsMayHaveChanged();
    await connected.app.request('tools/list', envelope());
    expect(connected.notified).toHaveLength(1);
  });

  it('gets the result of its stream when Patchbay ends', async () => {
    const connected = connectToNotes();
    const { result } = await listen(connected, { toolsListChanged: true });
    await connected.sessions[Symbol.asyncDispose]();
    expect(await result).toMatchObject({ resultType: 'complete', _meta: { [metaKeys.subscriptionId]: 1 } });
  });

  it('gets the result at once where there is nothing that it could hear', async () => {
    const connected = connectToNotes();
    const { result } = await listen(connected, { 'x-unknown': true });
    expect(await result).toMatchObject({ resultType: 'complete' });
    await expect(connected.app.request('subscriptions/listen', envelope())).rejects.toMatchObject({ code: -32602 });
  });

  it('may hold 64 streams open', async () => {
    const connected = connectToNotes();
    for (let index = 0; index < 64; index += 1) await listen(connected, { toolsListChanged: true });
    const more = connected.app.request('subscriptions/listen', { notifications: { toolsListChanged: true }, ...envelope() });
    await expect(more).rejects.toMatchObject({ data: { code: 'rate_limited' } });
  });
});

describe('lists that change a hundred times in a second', () => {
  it('are told at most ten times to each app, and the last change is', async () => {
    const connected = connectToNotes();
    const { app, sessions, shown, prompts, notified } = connected;
    await app.request('initialize', hello);
    await listen(connected, { toolsListChanged: true, promptsListChanged: true });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const told = () => notified.filter(({ method }) => method.endsWith('list_changed'));
    for (let change = 0; change < 100; change += 1) {
      await vi.advanceTimersByTimeAsync(10);
      shown[1] = { name: `version_${change}` };
      prompts[0] = { name: `version_${change}` };
      sessions.listsMayHaveChanged();
    }
    const before = told().length;
    await vi.advanceTimersByTimeAsync(500);
    expect(
      told()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['notifications/tools/list_changed', 'notifications/prompts/list_changed']);
    expect(told().length).toBeLessThanOrEqual(10);
    await vi.advanceTimersByTimeAsync(5000);
    sessions.listsMayHaveChanged();
    expect(told()).toHaveLength(before + 2);
  });
});
