import { setTimeout as sleep } from 'node:timers/promises';
import { callerWithTasks } from './task-caller.ts';
import type { Caller } from '../protocol/caller.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import { declaresTasks, withTaskId } from './task-ids.ts';
import { type TaskParts, undeclared } from './task-requests.ts';
import type { KnownTask } from './task-store.ts';

/** What one stream of a modern app wants to hear of its tasks. */
export interface TaskListening {
  readonly taskIds: readonly string[];
  readonly caller: Caller;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** The state of a task, as tasks/get would tell it. */
  readonly tell: (server: string, params: JsonObject) => void;
  /** A state that could not be told, since its record could not be written. */
  readonly failed: (error: unknown) => void;
}

/** Of one stream. */
const mostTasks = 100;
/** For the server to agree, in milliseconds. */
const agreementMs = 10_000;
/** A subscription lasts as long as the app's stream; this is as long as a timer can wait, in milliseconds. */
const untilEndedMs = 2 ** 31 - 1;

/**
 * Has the servers of these tasks tell of them (SEP-2663, "Task Status Notifications"). Gives our ids of those that a server agreed to;
 * ids that aren't the app's are left out, as a server leaves out what it doesn't know. Throws -32021 where the app didn't declare tasks.
 */
export async function listenToTasks(listening: TaskListening, parts: TaskParts): Promise<readonly string[]> {
  const { taskIds, caller } = listening;
  if (taskIds.length === 0) return [];
  if (!declaresTasks(caller.capabilities)) throw undeclared();
  const visible = parts.visibleServers(caller.app);
  const owned = taskIds.slice(0, mostTasks).flatMap((id) => parts.known.owned(caller, id) ?? []);
  const byServer = Map.groupBy(
    owned.filter(({ server }) => visible.includes(server)),
    ({ server }) => server,
  );
  const agreed = await Promise.all([...byServer].map(([server, tasks]) => listenToServer(server, tasks, { listening, parts })));
  return agreed.flat();
}

interface Open {
  readonly listening: TaskListening;
  readonly parts: TaskParts;
}

/** Our ids of the tasks that the server agreed to tell of; none where it says no, or nothing. */
async function listenToServer(server: string, tasks: readonly KnownTask[], { listening, parts }: Open): Promise<readonly string[]> {
  const { signal } = listening;
  const { promise: agreed, resolve } = Promise.withResolvers<readonly string[]>();
  const told = (method: string, params: JsonObject): void => {
    if (method === 'notifications/subscriptions/acknowledged') resolve(agreedTo(params['notifications'], tasks));
    else if (method === 'notifications/tasks') tellOf(params, tasks, { listening, parts }).catch(listening.failed);
  };
  const caller = heardBy(callerWithTasks({ caller: listening.caller, server, tasks: parts.known }), told);
  const connection = await parts.connect(server, { signal, caller }).catch(() => null);
  signal.throwIfAborted();
  if (connection === null) return [];
  const notifications = { taskIds: tasks.map(({ upstreamId }) => upstreamId) };
  const none = (): void => resolve([]);
  // Ends with the stream, or when the server ends it: then the app polls, as it always may.
  connection.request('subscriptions/listen', { notifications }, { caller, signal, timeoutMs: untilEndedMs }).then(none, none);
  return Promise.race([agreed, sleep(agreementMs, [], { signal, ref: false })]);
}

function heardBy(caller: Caller, told: (method: string, params: JsonObject) => void): Caller {
  const { app, session, era, capabilities, logLevel } = caller;
  return {
    ...{ app, session, era, capabilities, logLevel },
    ask: (request, signal) => caller.ask(request, signal),
    notify: (method, params) => told(method, params ?? {}),
  };
}

function agreedTo(notifications: JsonValue | undefined, tasks: readonly KnownTask[]): readonly string[] {
  const taskIds = isObject(notifications) ? notifications['taskIds'] : undefined;
  return isList(taskIds) ? tasks.filter(({ upstreamId }) => taskIds.includes(upstreamId)).map(({ id }) => id) : [];
}

async function tellOf(params: JsonObject, tasks: readonly KnownTask[], { listening, parts }: Open): Promise<void> {
  const task = tasks.find(({ upstreamId }) => upstreamId === params['taskId']);
  if (task === undefined) return;
  await parts.ends.told(task, 'notifications/tasks', params);
  if (!listening.signal.aborted) listening.tell(task.server, withTaskId(params, task.id));
}
