import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import type { Era } from '../../../main/protocol/versions.ts';
import { KnownTasks } from '../../../main/tasks/known-tasks.ts';
import { type TaskRecord, TaskEnds } from '../../../main/tasks/task-ends.ts';
import { taskNotification } from '../../../main/tasks/task-notifications.ts';
import { TaskRequests } from '../../../main/tasks/task-requests.ts';
import { nothingSaid } from '../../../main/upstreams/server-hello.ts';
import type { RequestOptions } from '../../../main/upstreams/upstream.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { taskTable } from '../../helpers/task-table.ts';

type Answers = (method: string, params: JsonObject, options: RequestOptions) => JsonObject | Promise<JsonObject>;

const related = 'io.modelcontextprotocol/related-task';
const extension = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

function callerOf(era: Era, changes: Partial<Caller> = {}): Caller {
  const capabilities = era === 'modern' ? extension : {};
  const way = { ask: () => Promise.resolve({}), notify: () => undefined };
  return { app: 'cursor', session: 's2', era, capabilities, logLevel: null, ...way, ...changes };
}

/** A broker that knows tasks of one server, whose answers are `answers`. */
function brokerWith(answers: Answers, { isPaused = false, visible = ['jobs'], log = (): Promise<void> => Promise.resolve() } = {}) {
  const known = new KnownTasks(taskTable(), () => 5_000);
  const records: TaskRecord[] = [];
  const ends = new TaskEnds(
    known,
    (record) => (records.push(record), log()),
    () => 5_000,
  );
  const connectedAs: Caller[] = [];
  const requests = new TaskRequests({
    ...{ known, ends, visibleServers: () => visible },
    connect: (server, { caller }) => {
      connectedAs.push(caller);
      return Promise.resolve({
        ...({ server, era: caller.era, hello: nothingSaid } as const),
        request: (method: string, params: JsonObject = {}, options: RequestOptions = {}) =>
          Promise.resolve(answers(method, params, options)),
        notify: () => undefined,
        subscribe: () => Promise.resolve({}),
        unsubscribe: () => Promise.resolve({}),
      });
    },
    asks: {
      log: () => Promise.resolve(),
      refusePaused: () => {
        if (isPaused) throw new NamedError('paused', 'Paused.');
      },
    },
  });
  const begin = (upstreamId: string, era: Era = 'legacy'): string => {
    const task = { taskId: upstreamId, status: 'working' };
    const begun = {
      app: 'cursor',
      session: 's1',
      server: 'jobs',
      era,
      connection: '',
      capabilities: { roots: {} },
      callId: 'c',
      tool: 'jobs.build',
    };
    const result = known.announced(era === 'legacy' ? { task } : { resultType: 'task', ...task }, begun);
    // announced() gives a task the shape that it had.
    return ((era === 'legacy' ? result['task'] : result) as { taskId: string }).taskId;
  };
  const ask = (method: string, params: JsonObject, caller = callerOf('legacy')) =>
    requests.answer({ method, params, caller, signal: new AbortController().signal });
  return { ask, begin, known, ends, records, connectedAs };
}

async function codeOf(answer: Promise<unknown>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => 'an answer',
    (thrown: unknown) => thrown,
  );
  return error instanceof JsonRpcError || error instanceof NamedError ? error.code : error;
}

describe('a request about a task', () => {
  it('reaches the server under its own id, and the answer the app under ours', async () => {
    const asked: JsonObject[] = [];
    const { ask, begin } = brokerWith(
      (_method, params) => (asked.push(params), { taskId: '1', status: 'working', ttl: null, 'x-more': 1 }),
    );
    const id = begin('1');
    expect(await ask('tasks/get', { taskId: id, _meta: { 'com.example/x': 1 } })).toEqual({
      taskId: id,
      status: 'working',
      ttl: null,
      'x-more': 1,
    });
    expect(asked).toEqual([{ taskId: '1', _meta: { 'com.example/x': 1 } }]);
  });

  it('asks a legacy server as the app was when it began the task', async () => {
    const { ask, begin, connectedAs } = brokerWith(() => ({ taskId: '1', status: 'working' }));
    await ask('tasks/get', { taskId: begin('1') }, callerOf('legacy', { capabilities: { sampling: {} } }));
    expect(connectedAs[0]).toMatchObject({ session: 's2', capabilities: { roots: {} } });
  });

  it('gives a result with the task that it belongs to, and nothing else in it changed', async () => {
    const { ask, begin } = brokerWith(() => ({ content: [], taskId: 'of the tool', _meta: { [related]: { taskId: '1' }, n: 1 } }));
    const id = begin('1');
    expect(await ask('tasks/result', { taskId: id })).toEqual({
      content: [],
      taskId: 'of the tool',
      _meta: { [related]: { taskId: id }, n: 1 },
    });
  });

  it.each([
    ['legacy', 'tasks/get', -32602],
    ['legacy', 'tasks/result', -32602],
    ['legacy', 'tasks/cancel', -32602],
    ['legacy', 'tasks/update', -32601],
    ['modern', 'tasks/get', -32602],
    ['modern', 'tasks/update', -32602],
    ['modern', 'tasks/cancel', -32602],
    ['modern', 'tasks/result', -32601],
    ['modern', 'tasks/list', -32601],
  ] as const)("of a %s app by %s answers %i for another app's task", async (era, method, code) => {
    const { ask, begin } = brokerWith(() => ({}));
    expect(await codeOf(ask(method, { taskId: begin('1', era) }, callerOf(era, { app: 'claude' })))).toBe(code);
  });

  it('of a modern app that did not declare the extension is refused before anything is looked up', async () => {
    const { ask } = brokerWith(() => ({}));
    const refused = await ask('tasks/get', { taskId: 'any' }, callerOf('modern', { capabilities: {} })).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: -32021, data: { requiredCapabilities: extension } });
  });

  it("finds nothing when the person took the task's server from the app", async () => {
    const { ask, begin } = brokerWith(() => ({}), { visible: [] });
    expect(await codeOf(ask('tasks/get', { taskId: begin('1') }))).toBe(-32602);
  });

  it('gets the answer of the server as it is when the server knows the task no more', async () => {
    const error = new JsonRpcError(-32602, 'Task 1 expired', { when: 'now' });
    const { ask, begin } = brokerWith(() => Promise.reject(error));
    await expect(ask('tasks/get', { taskId: begin('1') })).rejects.toBe(error);
  });

  it('lets a paused task go no further, but be looked at and cancelled', async () => {
    const { ask, begin } = brokerWith(() => ({ resultType: 'complete' }), { isPaused: true });
    const id = begin('1', 'modern');
    expect(await codeOf(ask('tasks/update', { taskId: id, inputResponses: {} }, callerOf('modern')))).toBe('paused');
    expect(await ask('tasks/cancel', { taskId: id }, callerOf('modern'))).toEqual({ resultType: 'complete' });
  });
});

describe('the list of tasks', () => {
  it("has the app's own, as their server tells them now, without those that it forgot", async () => {
    const { ask, begin } = brokerWith((_method, { taskId = '' }) =>
      taskId === '2' ? Promise.reject(new JsonRpcError(-32602, 'gone')) : { taskId, status: 'working', _meta: {} },
    );
    const ids = ['1', '2', '3'].map((id) => begin(id));
    expect(await ask('tasks/list', {})).toEqual({ tasks: [ids[0], ids[2]].map((taskId) => ({ taskId, status: 'working' })) });
    expect(await ask('tasks/list', {}, callerOf('legacy', { app: 'claude' }))).toEqual({ tasks: [] });
  });

  it('comes in pages, and a cursor that is none of ours is refused', async () => {
    const { ask, begin } = brokerWith((_method, { taskId = '' }) => ({ taskId }));
    const ids = Array.from({ length: 45 }, (_, index) => begin(String(index)));
    const listed: unknown[] = [];
    let cursor: JsonObject = {};
    do {
      const { tasks, nextCursor } = await ask('tasks/list', cursor);
      // A list of tasks by contract.
      listed.push(...(tasks as JsonObject[]).map(({ taskId }) => taskId));
      cursor = nextCursor === undefined ? {} : { cursor: nextCursor };
    } while ('cursor' in cursor);
    expect(listed).toEqual(ids);
    expect(await codeOf(ask('tasks/list', { cursor: 'bm9uZQ' }))).toBe(-32602);
  });
});

describe('the end of a task', () => {
  it('stands in the log once, and once what its result was, tied to the call that began it', async () => {
    const { ask, begin, records } = brokerWith((method) =>
      method === 'tasks/get' ? { taskId: '1', status: 'completed' } : { content: [{ type: 'text', text: 'four' }], isError: true },
    );
    const taskId = begin('1');
    for (const method of ['tasks/get', 'tasks/get', 'tasks/result', 'tasks/result', 'tasks/get']) await ask(method, { taskId });
    const call = { app: 'cursor', session: 's1', server: 'jobs', tool: 'jobs.build', callId: 'c', durationMs: 0 };
    expect(records).toEqual([
      { ...call, kind: 'task.ended', status: 'ok', code: null, detail: 'completed' },
      { ...call, kind: 'task.result', status: 'error', code: null, detail: 'four' },
    ]);
  });

  it.each([
    [{ status: 'completed', result: { content: [{ type: 'text', text: 'abc' }] } }, 'ok', null, 'text of 3 characters'],
    [{ status: 'failed', error: { code: -32603, message: 'broke' } }, 'error', '-32603', 'failed: broke'],
    [{ status: 'cancelled', statusMessage: 'by you' }, 'interrupted', null, 'cancelled: by you'],
  ])('is told by what a modern server says: %j', async (state, status, code, detail) => {
    const { ask, begin, records } = brokerWith(() => ({ resultType: 'complete', taskId: '1', ...state }));
    await ask('tasks/get', { taskId: begin('1', 'modern') }, callerOf('modern'));
    expect(records).toMatchObject([{ kind: 'task.ended', status, code, detail }]);
  });

  it('is kept from the app while it cannot be written, and written when it can', async () => {
    const outcomes = [Promise.reject(new NamedError('internal', 'The disk is full.')), Promise.resolve()];
    const { ask, begin, records } = brokerWith(() => ({ taskId: '1', status: 'completed' }), {
      log: () => outcomes.shift() ?? Promise.resolve(),
    });
    const taskId = begin('1');
    expect(await codeOf(ask('tasks/get', { taskId }))).toBe('internal');
    expect(await ask('tasks/get', { taskId })).toMatchObject({ taskId, status: 'completed' });
    expect(records).toHaveLength(2);
  });
});

describe('what a server tells about a task by itself', () => {
  it('goes to the app that began it, under our id, and its end into the log', async () => {
    const { begin, records, ...parts } = brokerWith(() => ({}));
    const id = begin('1');
    const params = { taskId: '1', status: 'completed', ttl: 1 };
    const frame = { jsonrpc: '2.0', method: 'notifications/tasks/status', params } as const;
    expect(await taskNotification('jobs', frame, parts)).toEqual({
      ...{ app: 'cursor', era: 'legacy', taskId: id },
      frame: { ...frame, params: { ...params, taskId: id } },
    });
    expect(records).toHaveLength(1);
    expect(await taskNotification('other', frame, parts)).toBeNull();
    expect(await taskNotification('jobs', { ...frame, params: { taskId: '2' } }, parts)).toBeNull();
  });
});
