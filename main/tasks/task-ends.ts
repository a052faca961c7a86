import type { AuditStatus } from '../../contract/models.ts';
import { failureOf, summaryOf } from '../call/result-summary.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { KnownTasks } from './known-tasks.ts';
import { hasEnded } from './task-ids.ts';
import type { KnownTask } from './task-store.ts';

/** What became of a task, for the log. Ties to the call that began it by `callId`. */
export interface TaskRecord extends Pick<KnownTask, 'app' | 'session' | 'server' | 'tool' | 'callId'> {
  readonly kind: 'task.ended' | 'task.result';
  readonly status: AuditStatus;
  readonly code: string | null;
  /** Since the task began. */
  readonly durationMs: number;
  readonly detail: string;
}

/** Implemented by `audit/`. Rejects when the log can't be written; then the app doesn't hear of the end either. */
export type TaskLog = (record: TaskRecord) => Promise<void>;

type Ending = Pick<TaskRecord, 'status' | 'code' | 'detail'>;

const statuses: ReadonlyMap<JsonValue | undefined, AuditStatus> = new Map([
  ['completed', 'ok'],
  ['failed', 'error'],
  ['cancelled', 'interrupted'],
]);

/** Puts the end of each task into the log when the app comes to hear of it: once that it ended, and once what its result was. */
export class TaskEnds {
  readonly #known: KnownTasks;
  readonly #log: TaskLog;
  readonly #clock: () => number;

  /** `clock`: milliseconds since 1970. */
  constructor(known: KnownTasks, log: TaskLog, clock: () => number) {
    this.#known = known;
    this.#log = log;
    this.#clock = clock;
  }

  /** A server's answer to a request about the task, or its notification of the task's state. */
  async told(task: KnownTask, method: string, answer: JsonObject): Promise<void> {
    if (method === 'tasks/result') return this.#write(task, 'task.result', endingOfResult(answer));
    if (!('status' in answer)) return;
    this.#known.seen(task, answer);
    if (hasEnded(answer)) await this.#write(task, 'task.ended', endingOf(answer));
  }

  /** What the server refuses to tell: the result of a failed task is its error, and a task that it forgot has no other end. */
  async refused(task: KnownTask, method: string, error: unknown): Promise<void> {
    if (!(error instanceof JsonRpcError)) return;
    const ending: Ending = { status: 'error', code: String(error.code), detail: failureOf(error) };
    if (method === 'tasks/result') await this.#write(task, 'task.result', ending);
    else if (method === 'tasks/get' && error.code === invalidParams)
      await this.#write(task, 'task.ended', { ...ending, status: 'interrupted' });
  }

  async #write(task: KnownTask, kind: TaskRecord['kind'], ending: Ending): Promise<void> {
    if (!this.#known.advance(task, kind === 'task.result' ? 'fetched' : 'ended')) return;
    const { app, session, server, tool, callId, createdAt } = task;
    try {
      await this.#log({ kind, app, session, server, tool, callId, durationMs: this.#clock() - createdAt, ...ending });
    } catch (error) {
      this.#known.fallBack(task);
      throw error;
    }
  }
}

function endingOfResult(result: JsonObject): Ending {
  return { status: result['isError'] === true ? 'error' : 'ok', code: null, detail: summaryOf(result) };
}

/** A modern server inlines the result or the error; a legacy one tells the status only. */
function endingOf(task: JsonObject): Ending {
  const { result, error } = task;
  if (isObject(result)) return endingOfResult(result);
  const code = isObject(error) && typeof error['code'] === 'number' ? String(error['code']) : null;
  const said = [task['status'], isObject(error) ? error['message'] : undefined, task['statusMessage']].filter(isText);
  return { status: statuses.get(task['status']) ?? 'error', code, detail: failureOf(said.join(': ')) };
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
