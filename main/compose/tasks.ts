import { TaskTable } from '../store/task-store.ts';
import { KnownTasks } from '../tasks/known-tasks.ts';
import { TaskEnds } from '../tasks/task-ends.ts';
import { listenToTasks, type TaskListening } from '../tasks/task-listening.ts';
import { taskNotification, type TaskNotification } from '../tasks/task-notifications.ts';
import { type TaskParts, TaskRequests, type TaskRequest } from '../tasks/task-requests.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import { asksUnder, type CallParts, connectFor } from './calls.ts';
import type { Ground } from './ground.ts';

export interface Tasks {
  readonly known: KnownTasks;
  /** tasks/get, tasks/result, tasks/update, tasks/cancel and tasks/list of an app. */
  answer(request: TaskRequest): Promise<JsonObject>;
  /** Has servers tell a stream of an app of its tasks. */
  listen(listening: TaskListening): Promise<readonly string[]>;
  /** Who is to be told what a server told about a task, and in which words. */
  notification(server: string, frame: NotificationFrame): Promise<TaskNotification | null>;
}

/** The tasks that apps began, which outlive their sessions and this Patchbay. */
export function composeTasks(
  { store }: Pick<Ground, 'store'>,
  parts: Omit<CallParts, 'tasks'>,
  visibleServers: (app: string) => readonly string[],
): Tasks {
  const clock = () => Date.now();
  const known = new KnownTasks(new TaskTable(store.database), clock);
  const ends = new TaskEnds(known, async (record) => void (await parts.audit.recordSoon(record)), clock);
  const around: TaskParts = { known, ends, connect: connectFor(parts), visibleServers, asks: asksUnder(parts) };
  const requests = new TaskRequests(around);
  return {
    known,
    answer: (request) => requests.answer(request),
    listen: (listening) => listenToTasks(listening, around),
    notification: (server, frame) => taskNotification(server, frame, { known, ends }),
  };
}
