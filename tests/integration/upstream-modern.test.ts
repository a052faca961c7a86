import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../main/wire/frame.ts';
import { JsonRpcError } from '../../main/wire/error-numbers.ts';
import { modernServer, Supervision } from '../helpers/supervision.ts';
import { TestCaller } from '../helpers/test-caller.ts';

const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 5 } };
const form = {
  method: 'elicitation/create',
  params: { mode: 'form', message: 'Which?', requestedSchema: { type: 'object', properties: {} } },
};
const link = { method: 'elicitation/create', params: { mode: 'url', message: 'There.', url: 'https://example.com' } };

async function modern(changes = {}): Promise<Supervision> {
  const supervision = await Supervision.open();
  await supervision.apply({ modern: modernServer('plain', '', changes) });
  return supervision;
}

/** The whole result of a tool of the modern server. */
async function request(supervision: Supervision, caller: TestCaller, params: JsonObject): Promise<JsonObject> {
  const connection = await supervision.supervisor.connect('modern', { caller });
  return connection.request('tools/call', params, { caller });
}

function call(supervision: Supervision, caller: TestCaller, name: string, args: JsonObject): Promise<JsonObject> {
  return request(supervision, caller, { name, arguments: args });
}

describe('a modern server that wants what the app can’t do', () => {
  it('fails the call by name when it asks for it anyway', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app');
    await expect(call(supervision, app, 'rounds', { requests: { a: sampling } })).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('sampling/createMessage, which this app can’t give'.replace('’', "'")),
    });
    expect(app.asked).toEqual([]);
  });

  it('fails the call by name when it refuses for want of it; a modern app hears its own words', async () => {
    await using supervision = await modern();
    const needs = { capabilities: { sampling: {}, elicitation: {} } };
    await expect(call(supervision, new TestCaller('old'), 'needs', needs)).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('sampling, elicitation'),
    });
    await expect(call(supervision, new TestCaller('new', {}, 'modern'), 'needs', needs)).rejects.toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { sampling: {}, elicitation: {} } },
    });
  });

  it('asks the person where it is nothing but an elicitation', async () => {
    await using supervision = await modern();
    const app = new TestCaller('new', {}, 'modern');
    const result = await call(supervision, app, 'needs', { capabilities: { elicitation: {} }, requests: { q: form } });
    expect(app.asked).toEqual([{ server: 'modern', ...form }]);
    expect(JSON.stringify(result)).toContain('answeredBy');
  });
});

describe('an error of a modern server', () => {
  it.each([-32020, -32022])('about how Patchbay speaks to it never reaches the app bare: %d', async (code) => {
    await using supervision = await modern();
    for (const era of ['legacy', 'modern'] as const)
      await expect(call(supervision, new TestCaller('app', {}, era), 'fail', { code, message: 'Bad' })).rejects.toMatchObject({
        name: 'NamedError',
        code: 'upstream_failed',
      });
  });

  it('of any other kind goes on as it is', async () => {
    await using supervision = await modern();
    const error = call(supervision, new TestCaller('app'), 'fail', { code: -32602, message: 'No such thing', data: { uri: 'a:b' } });
    await expect(error).rejects.toMatchObject({ name: 'JsonRpcError', code: -32602, message: 'No such thing', data: { uri: 'a:b' } });
  });
});

describe('what a modern server asks of a legacy app', () => {
  it('is asked one by one, and the request is made again with the answers and the exact state', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app', { sampling: {}, elicitation: { form: {}, url: {} } });
    const state = 'ä😀"\\/'.repeat(1000);
    const result = await supervision.ask('modern', app, 'rounds', { requests: { a: sampling, b: form, c: link }, state, count: 3 });
    const answer = { answeredBy: 'app' };
    expect(result).toEqual({ inputResponses: { a: answer, b: answer, c: answer }, requestState: `3:${state}` });
    expect(app.asked.map(({ method }) => method)).toHaveLength(9);
    const requests = await seenCalls(supervision, app, 'rounds');
    expect(requests.map(({ requestState }) => requestState)).toEqual([undefined, `1:${state}`, `2:${state}`, `3:${state}`]);
  });

  it('fails the call when the app gives no answer, and ends with the call', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app', { sampling: {} });
    app.answer = () => Promise.reject(new JsonRpcError(-1, 'User rejected'));
    await expect(call(supervision, app, 'rounds', { requests: { a: sampling } })).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('User rejected'),
    });
  });

  it('is waited for when the server only puts it off', async () => {
    await using supervision = await modern();
    expect(await supervision.ask('modern', new TestCaller('app'), 'rounds', { state: 'later', count: 3 })).toEqual({
      requestState: '3:later',
    });
  });

  it('is not asked for ever', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app');
    await expect(call(supervision, app, 'rounds', { requests: { q: form }, count: 100 })).rejects.toMatchObject({
      message: expect.stringContaining('16 times'),
    });
    expect(app.asked).toHaveLength(16);
  });
});

describe('what a modern server asks of a modern app', () => {
  it('goes to the app as it is, when the app declared all of it', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app', { sampling: {}, elicitation: {} }, 'modern');
    const requests = { a: sampling, b: form };
    expect(await call(supervision, app, 'rounds', { requests, state: 'x' })).toEqual({
      resultType: 'input_required',
      inputRequests: requests,
      requestState: '1:x',
    });
    const next = { inputResponses: { a: { ok: 1 } }, requestState: '1:x' };
    expect(JSON.stringify(await request(supervision, app, { name: 'rounds', arguments: { requests }, ...next }))).toContain('1:x');
    expect(app.asked).toEqual([]);
  });

  it('is asked through its session, when a part of it was never declared', async () => {
    await using supervision = await modern();
    const app = new TestCaller('app', { elicitation: { form: {} } }, 'modern');
    await call(supervision, app, 'rounds', { requests: { b: link } });
    expect(app.asked).toEqual([{ server: 'modern', ...link }]);
  });
});

describe('a request to a modern server', () => {
  it('says what its own app can do, keeps what else stands in its _meta, and asks for a log only if the app did', async () => {
    await using supervision = await modern();
    const [one, two] = [new TestCaller('one', { sampling: {}, 'x-odd': [1] }), new TestCaller('two', {}, 'modern')];
    two.logLevel = 'debug';
    const foreign = { 'io.modelcontextprotocol/clientInfo': { name: 'spy' }, 'io.modelcontextprotocol/logLevel': 'error' };
    await request(supervision, one, { name: 'process', ...{ _meta: { traceparent: '00-1', ...foreign, 'x/y': { z: null } } } });
    await call(supervision, two, 'process', {});
    const metas = (await seenCalls(supervision, one, 'process')).map(({ _meta }) => _meta);
    const own = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'patchbay', version: '0.0.0' },
    };
    expect(metas).toEqual([
      { traceparent: '00-1', 'x/y': { z: null }, ...own, 'io.modelcontextprotocol/clientCapabilities': { sampling: {}, 'x-odd': [1] } },
      { ...own, 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/logLevel': 'debug' },
    ]);
  });

  it('brings log messages to the app that asked for them, from its level on', async () => {
    await using supervision = await modern();
    const [app, quiet] = [new TestCaller('app'), new TestCaller('quiet')];
    app.logLevel = 'warning';
    const message = (level: string) => ({ method: 'notifications/message', params: { level, data: 'x' } });
    for (const level of ['info', 'error']) await call(supervision, app, 'tell', message(level));
    await call(supervision, quiet, 'tell', message('alert'));
    expect([app.told, quiet.told]).toEqual([[message('error')], []]);
  });
});

async function seenCalls(supervision: Supervision, app: TestCaller, tool: string): Promise<JsonObject[]> {
  // The modern server lists the params of all requests.
  const seen = (await supervision.ask('modern', app, 'seen')) as { method: string; params: JsonObject }[];
  return seen.filter(({ method, params }) => method === 'tools/call' && params['name'] === tool).map(({ params }) => params);
}
