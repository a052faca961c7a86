import type { Era } from '../protocol/versions.ts';
import type { NotificationFrame } from '../wire/frame.ts';
import type { KnownTasks } from './known-tasks.ts';
import type { TaskEnds } from './task-ends.ts';
import { withRelatedTask, withTaskId } from './task-ids.ts';

/** What a server told about a task, as its owner may see it. */
export interface TaskNotification {
  readonly app: string;
  /** Only sessions of this era understand it. */
  readonly era: Era;
  /** Ours, for those who listen to single tasks. */
  readonly taskId: string;
  readonly frame: NotificationFrame;
}

const eras: ReadonlyMap<string, Era> = new Map([
  ['notifications/tasks/status', 'legacy'],
  ['notifications/tasks', 'modern'],
]);

/** For whom a server's notification of a task's state is; null where it is none, or for nobody who can be told for certain. */
export async function taskNotification(
  server: string,
  frame: NotificationFrame,
  { known, ends }: { readonly known: KnownTasks; readonly ends: TaskEnds },
): Promise<TaskNotification | null> {
  const { method, params = {} } = frame;
  const era = eras.get(method);
  const { taskId } = params;
  if (era === undefined || typeof taskId !== 'string') return null;
  const [task, another] = known.spokenOf(server, era, taskId);
  if (task === undefined || another !== undefined) return null;
  await ends.told(task, method, params);
  return { app: task.app, era, taskId: task.id, frame: { ...frame, params: withTaskId(withRelatedTask(params, task.id), task.id) } };
}
