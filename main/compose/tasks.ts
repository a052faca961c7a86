import { TaskTable } from '../store/task-store.ts';
import { KnownTasks } from '../tasks/known-tasks.ts';
import { TaskEnds } from '../tasks/task-ends.ts';
import { taskNotification, type TaskNotification } from '../tasks/task-notifications.ts';
import { TaskRequests, type TaskRequest } from '../tasks/task-requests.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import { asksUnder, type CallParts, connectFor } from './calls.ts';
import type { Ground } from './ground.ts';

export interface Tasks {
  readonly known: KnownTasks;
  /** tasks/get, tasks/result, tasks/update, tasks/cancel and tasks/list of an app. */
  answer(request: TaskRequest): Promise<JsonObject>;
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
  const requests = new TaskRequests({ known, ends, connect: connectFor(parts), visibleServers, asks: asksUnder(parts) });
  return {
    known,
    answer: (request) => requests.answer(request),
    notification: (server, frame) => taskNotification(server, frame, { known, ends }),
  };
}
