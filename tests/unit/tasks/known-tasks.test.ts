import { describe, expect, it } from 'vitest';
import { KnownTasks, type TaskOrigin } from '../../../main/tasks/known-tasks.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { taskTable } from '../../helpers/task-table.ts';

const origin: TaskOrigin = {
  ...{ app: 'cursor', session: 's1', server: 'jobs', era: 'legacy', connection: '', capabilities: { sampling: {} } },
  ...{ callId: 'call', tool: 'jobs.build' },
};
const caller = { app: 'cursor', era: 'legacy' } as const;
const announcing = (taskId: string, task: JsonObject = { ttl: 60_000 }): JsonObject => ({ task: { ...task, taskId, status: 'working' } });
const day = 86_400_000;

function tasksAt(clock: { now: number }) {
  const known = new KnownTasks(taskTable(), () => clock.now);
  const begin = (taskId: string, changes: Partial<TaskOrigin> = {}, task?: JsonObject) => {
    const result = known.announced(announcing(taskId, task), { ...origin, ...changes });
    // announced() gives a task the shape that it had.
    return (result['task'] as { taskId: string }).taskId;
  };
  return { known, begin };
}

describe('a task that an app began', () => {
  it('is known to that app under an id that tells nothing, with where it lives', () => {
    const { known, begin } = tasksAt({ now: 0 });
    const id = begin('1');
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(known.owned(caller, id)).toMatchObject({ server: 'jobs', upstreamId: '1', callId: 'call', capabilities: { sampling: {} } });
  });

  it.each([
    ['another app', { app: 'claude', era: 'legacy' } as const],
    ['the app in the other era', { app: 'cursor', era: 'modern' } as const],
  ])('does not exist for %s', (_who, other) => {
    const { known, begin } = tasksAt({ now: 0 });
    expect(known.owned(other, begin('1'))).toBeNull();
  });

  it('is not found by the id that its server gave it', () => {
    const { known, begin } = tasksAt({ now: 0 });
    begin('1');
    expect(known.owned(caller, '1')).toBeNull();
  });

  it('is forgotten a day after its time is over, and later when the server says that it lives on', () => {
    const clock = { now: 0 };
    const { known, begin } = tasksAt(clock);
    const [first, second] = [begin('1'), begin('2')];
    clock.now = day;
    const task = known.owned(caller, second);
    if (task !== null) known.seen(task, { ttl: 60_000 });
    clock.now = day + 60_000;
    expect(known.owned(caller, first)).toBeNull();
    expect(known.owned(caller, second)).not.toBeNull();
  });

  it('is kept for a month where its server sets no end', () => {
    const clock = { now: 0 };
    const { known, begin } = tasksAt(clock);
    const id = begin('1', {}, { ttl: null });
    clock.now = 30 * day;
    expect(known.owned(caller, id)).not.toBeNull();
    clock.now = 31 * day;
    expect(known.owned(caller, id)).toBeNull();
  });

  it('is gone when its server gives out the same id again: it speaks of another task now', () => {
    const { known, begin } = tasksAt({ now: 0 });
    const former = begin('1');
    const later = begin('1', { app: 'claude' });
    expect(known.owned(caller, former)).toBeNull();
    expect(known.owned({ app: 'claude', era: 'legacy' }, later)).not.toBeNull();
  });

  it('is not gone when another connection of the server gives out the same id', () => {
    const { known, begin } = tasksAt({ now: 0 });
    const former = begin('1');
    begin('1', { connection: 'another' });
    expect(known.owned(caller, former)).not.toBeNull();
    expect(known.spokenOf('jobs', 'legacy', '1')).toHaveLength(2);
  });
});

describe('the tasks of one app', () => {
  it('are at most a thousand, the newest, whatever other apps do', () => {
    const { known, begin } = tasksAt({ now: 0 });
    const other = begin('x', { app: 'claude' });
    const ids = Array.from({ length: 1001 }, (_, index) => begin(String(index)));
    expect(known.owned(caller, ids[0])).toBeNull();
    expect(known.owned(caller, ids[1])).not.toBeNull();
    expect(known.owned({ app: 'claude', era: 'legacy' }, other)).not.toBeNull();
  });

  it('are listed in their order, and no others', () => {
    const { known, begin } = tasksAt({ now: 0 });
    const ids = [begin('1'), begin('2')];
    begin('3', { app: 'claude' });
    const [first, second] = known.list('cursor', 0, 10);
    expect([first?.task.id, second?.task.id]).toEqual(ids);
    expect(known.list('cursor', first?.position ?? 0, 10).map(({ task }) => task.id)).toEqual([ids[1]]);
  });
});

describe('a result that announces no task', () => {
  it('stays the very same object', () => {
    const { known } = tasksAt({ now: 0 });
    const result = { content: [], task: 'none' };
    expect(known.announced(result, origin)).toBe(result);
  });
});
