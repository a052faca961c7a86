import { afterEach, describe, expect, it, vi } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import type { SessionCall } from '../../../main/session/surroundings.ts';
import { eventually } from '../../helpers/eventually.ts';
import { connectApp, envelope } from './connected-app.ts';

const capable = envelope({ elicitation: { form: {}, url: {} }, sampling: {}, roots: {} });
const name = { method: 'elicitation/create', params: { message: 'Your name?', requestedSchema: { type: 'object', properties: {} } } };
const city = { method: 'elicitation/create', params: { message: 'Your city?' } };
const accepted = (content: JsonObject): JsonObject => ({ action: 'accept', content });

type Ask = (request: { method: string; params?: JsonObject }) => Promise<JsonObject>;

/** An app whose tool runs `body`, as a legacy server that asks in the middle of a call. */
function connectToAsking(body: (ask: Ask, call: SessionCall) => Promise<JsonObject>) {
  const signal = new AbortController().signal;
  return connectApp({
    around: {
      call: (call) => body(({ method, params }) => call.caller.ask({ server: 'asker', method, params }, signal), call),
    },
  });
}

function retry(first: JsonObject, answers: JsonObject, changes: JsonObject = {}): JsonObject {
  return { name: 'greet', ...capable, requestState: first['requestState'] ?? null, inputResponses: answers, ...changes };
}

const greeting = async (ask: Ask): Promise<JsonObject> => ({ content: [], answers: [await ask(name), await ask(city)] });

afterEach(() => vi.useRealTimers());

describe('a modern app that calls a legacy server which asks', () => {
  it('is asked by the end of its request, round by round, and gets the result of the one call', async () => {
    const { app, sessions } = connectToAsking(greeting);
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { 'question-1': name } });
    expect(first['requestState']).toMatch(/^patchbay:[\w-]{32}$/);
    const second = await app.request('tools/call', retry(first, { 'question-1': accepted({ name: 'Ada' }) }));
    expect(second).toMatchObject({ resultType: 'input_required', inputRequests: { 'question-2': city } });
    expect(second['requestState']).not.toBe(first['requestState']);
    expect(await app.request('tools/call', retry(second, { 'question-2': { action: 'decline' }, extra: {} }))).toMatchObject({
      resultType: 'complete',
      answers: [accepted({ name: 'Ada' }), { action: 'decline' }],
    });
    expect(sessions.list()).toMatchObject([{ calls: 1 }]);
  });

  it('brings a server its own state back exactly, also one that looks like Patchbay’s', async () => {
    const states: unknown[] = [];
    const { app } = connectToAsking((_ask, { params }) => {
      states.push(params['requestState']);
      return Promise.resolve({
        resultType: 'input_required',
        requestState: ['patchbay:other', 'patchbay::odd', 'own'][states.length - 1] ?? '',
      });
    });
    let last = await app.request('tools/call', { name: 'greet', ...capable });
    for (let round = 0; round < 3; round += 1) last = await app.request('tools/call', retry(last, {}));
    expect(states).toEqual([undefined, 'patchbay:other', 'patchbay::odd', 'own']);
  });

  it('is not let go on while the person has paused all tools, and may afterwards', async () => {
    let isPaused = true;
    const { app } = connectApp({
      around: {
        call: async ({ caller }) => ({ answer: await caller.ask({ server: 'asker', ...name }, new AbortController().signal) }),
        refusePaused: () => {
          if (isPaused) throw new NamedError('paused', 'The person paused all tools.');
        },
      },
    });
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    const answers = retry(first, { 'question-1': accepted({}) });
    await expect(app.request('tools/call', answers)).rejects.toMatchObject({ message: expect.stringContaining('paused') });
    isPaused = false;
    expect(await app.request('tools/call', answers)).toMatchObject({ answer: accepted({}) });
  });

  it('is asked together what the server asks at once', async () => {
    const { app } = connectToAsking(async (ask) => ({ answers: await Promise.all([ask(name), ask({ method: 'roots/list' })]) }));
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    expect(first['inputRequests']).toEqual({ 'question-1': name, 'question-2': { method: 'roots/list' } });
    const answers = { 'question-1': accepted({}), 'question-2': { roots: [] } };
    expect(await app.request('tools/call', retry(first, answers))).toMatchObject({ answers: [accepted({}), { roots: [] }] });
  });

  it.each([
    ['nothing', {}],
    ['something else', { wrong: accepted({}) }],
    ['what is no answer', { 'question-1': { action: 'perhaps' } }],
    ['no object', { 'question-1': 12_345 }],
  ])('is asked again when it answers %s', async (_what, answers) => {
    const { app } = connectToAsking(greeting);
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    const again = await app.request('tools/call', retry(first, answers));
    expect(again).toMatchObject({ resultType: 'input_required', inputRequests: { 'question-1': name } });
    expect(await app.request('tools/call', retry(again, { 'question-1': accepted({}) }))).toMatchObject({
      inputRequests: { 'question-2': city },
    });
  });

  it.each([
    ['another tool', { name: 'other' }],
    ['other arguments', { arguments: { changed: true } }],
    ['a state that it made up', { requestState: `patchbay:${'x'.repeat(32)}` }],
    ['answers that are none', { inputResponses: null }],
  ])('is refused with %s, and may still go on rightly', async (_what, changes) => {
    const { app } = connectToAsking(greeting);
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    const answers = { 'question-1': accepted({}) };
    await expect(app.request('tools/call', retry(first, answers, changes))).rejects.toMatchObject({ code: -32602 });
    expect(await app.request('tools/call', retry(first, answers))).toMatchObject({ resultType: 'input_required' });
  });

  it('can use a state once, and no other app can at all', async () => {
    const { app } = connectToAsking(greeting);
    const stranger = connectToAsking(greeting);
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    const answers = { 'question-1': accepted({}) };
    await expect(stranger.app.request('tools/call', retry(first, answers))).rejects.toMatchObject({ code: -32602 });
    await app.request('tools/call', retry(first, answers));
    await expect(app.request('tools/call', retry(first, answers))).rejects.toMatchObject({ code: -32602 });
  });

  it('gets its progress and its log messages in the round that is under way', async () => {
    const { app, notified } = connectToAsking(async (ask, call) => {
      await ask(name);
      call.onProgress?.({ progress: 1 });
      call.caller.notify('notifications/message', { level: 'error', data: 'loud' });
      call.caller.notify('notifications/message', { level: 'debug', data: 'quiet' });
      return {};
    });
    const level = envelope({ elicitation: {} }, { 'io.modelcontextprotocol/logLevel': 'warning' });
    const ticks: JsonObject[] = [];
    const onProgress = (tick: JsonObject): void => void ticks.push(tick);
    const first = await app.request('tools/call', { name: 'greet', ...level }, { onProgress });
    await app.request('tools/call', retry(first, { 'question-1': accepted({}) }, level), { onProgress });
    expect(ticks).toMatchObject([{ progress: 1 }]);
    expect(notified).toMatchObject([{ method: 'notifications/message', params: { data: 'loud' } }]);
  });

  it('ends the call when it cancels the round that waits, or goes away', async () => {
    const signals: AbortSignal[] = [];
    const { app } = connectToAsking(async (ask, { signal }) => {
      signals.push(signal);
      await ask(name);
      return new Promise(() => undefined);
    });
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    await app.request('tools/call', { name: 'other', ...capable });
    const cancelling = new AbortController();
    const waiting = app.request('tools/call', retry(first, { 'question-1': accepted({}) }), { signal: cancelling.signal });
    cancelling.abort();
    await expect(waiting).rejects.toThrow();
    await eventually(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]));
    await app.close();
    await eventually(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]));
  });

  it('has the question cancelled for it when it stays away', async () => {
    const answers: unknown[] = [];
    const { app } = connectToAsking(async (ask) => {
      answers.push(await ask(name));
      answers.push(await ask({ method: 'sampling/createMessage' }).catch((error: unknown) => String(error)));
      return {};
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const first = await app.request('tools/call', { name: 'greet', ...capable });
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(answers).toEqual([{ action: 'cancel' }, expect.stringContaining('did not come back')]);
    await expect(app.request('tools/call', retry(first, { 'question-1': accepted({}) }))).rejects.toMatchObject({ code: -32602 });
  });

  it('hears at once what is wrong with a request that never began', async () => {
    const { app } = connectToAsking(greeting);
    await expect(app.request('prompts/get', { name: 'nothing', ...capable })).rejects.toMatchObject({ code: -32602 });
    await expect(app.request('resources/read', { uri: 'nobody://1', ...capable })).rejects.toMatchObject({ code: -32602 });
  });

  it('lets a hundred calls wait for it, and no more', async () => {
    const { app } = connectToAsking(greeting);
    await Promise.all(Array.from({ length: 100 }, () => app.request('tools/call', { name: 'greet', ...capable })));
    const refused = await app.request('tools/call', { name: 'greet', ...capable });
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('rate_limited') }] });
  });
});

describe('what a modern app did not declare', () => {
  it('is asked in the window of Patchbay where it is a form, and refused where it is not', async () => {
    const asked: unknown[] = [];
    const { app } = connectApp({
      around: {
        elicit: (question) => {
          asked.push(question.server);
          return Promise.resolve(accepted({ name: 'Ada' }));
        },
        call: async ({ caller, signal }) => ({
          form: await caller.ask({ server: 'asker', ...name }, signal),
          sampling: await caller.ask({ server: 'asker', method: 'sampling/createMessage', params: {} }, signal).catch(codeOf),
        }),
      },
    });
    expect(await app.request('tools/call', { name: 'greet', ...envelope() })).toMatchObject({
      resultType: 'complete',
      form: accepted({ name: 'Ada' }),
      sampling: { code: -32601 },
    });
    expect(asked).toEqual(['asker']);
  });

  it('is never asked while a request runs that has no rounds', async () => {
    const { app } = connectApp({
      view: { servers: ['asker'] },
      servers: { forward: ({ caller, signal }) => caller.ask({ server: 'asker', ...name }, signal).catch(codeOf) },
    });
    expect(await app.request('example/unknown', capable)).toMatchObject({ code: -32601 });
  });
});

function codeOf(error: unknown): JsonObject {
  // What an app can't be asked is refused with a JsonRpcError.
  return { code: (error as { code: number }).code };
}
