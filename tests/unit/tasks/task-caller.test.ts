import { describe, expect, it } from 'vitest';
import type { Caller, ServerAsk } from '../../../main/protocol/caller.ts';
import { KnownTasks } from '../../../main/tasks/known-tasks.ts';
import { callerWithTasks, towardsServer } from '../../../main/tasks/task-caller.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { taskTable } from '../../helpers/task-table.ts';

const related = (taskId: string): JsonObject => ({ _meta: { 'io.modelcontextprotocol/related-task': { taskId }, n: 1 } });
const signal = new AbortController().signal;

/** An app with a task `1` of the server `jobs`, beside another app's task `2`. */
function app() {
  const tasks = new KnownTasks(taskTable(), () => 0);
  const begin = (name: string, taskId: string) => {
    const begun = {
      app: name,
      session: 's',
      server: 'jobs',
      era: 'legacy',
      connection: '',
      capabilities: {},
      callId: 'c',
      tool: 't',
    } as const;
    // announced() gives a task the shape that it had.
    return (tasks.announced({ task: { taskId } }, begun)['task'] as { taskId: string }).taskId;
  };
  const [own, foreign] = [begin('cursor', '1'), begin('claude', '2')];
  const asked: ServerAsk[] = [];
  const told: unknown[] = [];
  const caller: Caller = {
    ...({ app: 'cursor', session: 's', era: 'legacy', capabilities: {}, logLevel: null } as const),
    ask: (request) => (asked.push(request), Promise.resolve({ action: 'accept', ...related(own) })),
    notify: (method, params) => void told.push([method, params]),
  };
  return { tasks, own, foreign, asked, told, caller, shown: callerWithTasks({ caller, server: 'jobs', tasks }) };
}

describe('what a server asks for a task', () => {
  it('names the task by our id to the app, and by its own in the answer', async () => {
    const { shown, asked, own } = app();
    expect(await shown.ask({ server: 'jobs', method: 'elicitation/create', params: { message: 'm', ...related('1') } }, signal)).toEqual({
      action: 'accept',
      ...related('1'),
    });
    expect(asked).toEqual([{ server: 'jobs', method: 'elicitation/create', params: { message: 'm', ...related(own) } }]);
  });

  it("is never put to an app when the task is another app's", async () => {
    const { shown, asked, told } = app();
    const ask = shown.ask({ server: 'jobs', method: 'sampling/createMessage', params: related('2') }, signal);
    await expect(ask).rejects.toMatchObject({ code: -32601 });
    shown.notify('notifications/message', related('2'));
    expect([...asked, ...told]).toEqual([]);
  });

  it('goes as it is when it belongs to no task that Patchbay knows', async () => {
    const { shown, told, own } = app();
    const params = related('of another server');
    shown.notify('notifications/message', params);
    shown.notify('notifications/message', related('1'));
    expect(told).toEqual([
      ['notifications/message', params],
      ['notifications/message', related(own)],
    ]);
  });
});

describe('what an app sends', () => {
  it("names no task to a server but the app's own", () => {
    const parts = app();
    expect(towardsServer({ a: 1, ...related(parts.own) }, parts)).toEqual({ a: 1, ...related('1') });
    expect(towardsServer({ a: 1, ...related(parts.foreign) }, parts)).toEqual({ a: 1, _meta: { n: 1 } });
    expect(towardsServer({ a: 1, ...related('2') }, parts)).toEqual({ a: 1, _meta: { n: 1 } });
  });
});
