import { type AskRules, callerOnRecord } from '../call/caller-on-record.ts';
import type { Caller } from '../protocol/caller.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import { invalidParams, JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import type { KnownTasks } from './known-tasks.ts';
import { callerWithTasks, towardsServer } from './task-caller.ts';
import type { TaskEnds } from './task-ends.ts';
import { declaresTasks, tasksExtension, withRelatedTask, withTaskId } from './task-ids.ts';
import type { KnownTask } from './task-store.ts';

export interface TaskParts {
  readonly known: KnownTasks;
  readonly ends: TaskEnds;
  connect(server: string, options: { signal: AbortSignal; caller: Caller }): Promise<UpstreamConnection>;
  visibleServers(app: string): readonly string[];
  /** What holds for a server's questions to the app. */
  readonly asks: AskRules;
}

export interface TaskRequest {
  readonly method: string;
  readonly params: JsonObject;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly onProgress?: (params: JsonObject) => void;
  /** How the app sees what comes from this server. */
  readonly shown?: (server: string, answer: JsonObject) => JsonObject;
}

const methodsOf: Readonly<Record<Caller['era'], ReadonlySet<string>>> = {
  legacy: new Set(['tasks/get', 'tasks/result', 'tasks/cancel', 'tasks/list']),
  modern: new Set(['tasks/get', 'tasks/update', 'tasks/cancel']),
};
/** Each is asked of its server, so that a page costs a bounded number of requests. */
const pageSize = 20;
/** tasks/result answers when the task has ended, however long that takes; the app can cancel it. */
const resultMs = 86_400_000;
/** Missing required client capability (2026-07-28). */
const missingCapability = -32021;

/** What apps ask about their tasks: of 2025-11-25 (legacy apps), or of the extension of 2026-07-28 (modern apps). */
export class TaskRequests {
  readonly #parts: TaskParts;

  constructor(parts: TaskParts) {
    this.#parts = parts;
  }

  /**
   * The server's answer under our ids. Rejects with -32601 for a method that the app's era doesn't have, -32021 where a modern app didn't
   * declare the extension, -32602 for a task that isn't the app's, and with what the server says.
   */
  async answer(request: TaskRequest): Promise<JsonObject> {
    const { method, params, caller } = request;
    if (!methodsOf[caller.era].has(method)) throw new JsonRpcError(methodNotFound, `Method not found: ${method.slice(0, 100)}`);
    if (caller.era === 'modern' && !declaresTasks(caller.capabilities)) throw undeclared();
    if (method === 'tasks/list') return this.#list(request);
    const task = this.#parts.known.owned(caller, params['taskId']);
    if (task === null || !this.#parts.visibleServers(caller.app).includes(task.server)) throw taskNotFound();
    // The server would go on with the work.
    if (method === 'tasks/update') this.#parts.asks.refusePaused();
    return this.#ask(task, request);
  }

  async #ask(task: KnownTask, request: TaskRequest): Promise<JsonObject> {
    const { method, signal, onProgress } = request;
    const caller = this.#callerOf(task, request.caller);
    const connection = await this.#parts.connect(task.server, { signal, caller });
    const params = withTaskId(towardsServer(request.params, { caller, tasks: this.#parts.known }), task.upstreamId);
    const options = { signal, caller, ...(onProgress && { onProgress }), ...(method === 'tasks/result' && { timeoutMs: resultMs }) };
    const answer = await connection.request(method, params, options).catch(async (error: unknown) => {
      await this.#parts.ends.refused(task, method, error);
      throw error;
    });
    await this.#parts.ends.told(task, method, answer);
    const related = withRelatedTask(request.shown?.(task.server, answer) ?? answer, task.id);
    return related['taskId'] === task.upstreamId ? withTaskId(related, task.id) : related;
  }

  /** A legacy server knows the task only where the app is what it was when it began the task. */
  #callerOf(task: KnownTask, caller: Caller): Caller {
    const owner = { caller, server: task.server, tasks: this.#parts.known };
    const whole = callerWithTasks(task.era === 'modern' ? owner : { ...owner, capabilities: task.capabilities });
    return callerOnRecord(whole, { ...this.#parts.asks, callId: task.callId });
  }

  /** The app's own, each as its server tells it now; what a server doesn't know any more is left out. */
  async #list(request: TaskRequest): Promise<JsonObject> {
    const listed = this.#parts.known.list(request.caller.app, positionOf(request.params['cursor']), pageSize + 1);
    const page = listed.slice(0, pageSize);
    const visible = this.#parts.visibleServers(request.caller.app);
    const asked = page.filter(({ task }) => visible.includes(task.server));
    const answers = await Promise.allSettled(asked.map(({ task }) => this.#state(task, request)));
    request.signal.throwIfAborted();
    const tasks = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const last = listed.length > pageSize ? page.at(-1) : undefined;
    return { tasks, ...(last && { nextCursor: cursorAt(last.position) }) };
  }

  async #state(task: KnownTask, { caller, signal }: TaskRequest): Promise<JsonObject> {
    const answer = await this.#ask(task, { method: 'tasks/get', params: { taskId: task.id }, caller, signal });
    const { _meta, ...state } = answer;
    return spelledAs(state, answer);
  }
}

export function taskNotFound(): JsonRpcError {
  return new JsonRpcError(invalidParams, 'Failed to retrieve task: Task not found');
}

/** What a server answers a modern app that uses tasks and did not declare the extension (SEP-2663, "Protocol Errors"). */
export function undeclared(): JsonRpcError {
  const requiredCapabilities = { extensions: { [tasksExtension]: {} } };
  return new JsonRpcError(missingCapability, 'Missing required client capability', { requiredCapabilities });
}

function cursorAt(position: number): string {
  return Buffer.from(`task:${position}`).toString('base64url');
}

/** @throws JsonRpcError -32602 for a cursor that we never gave out (tasks, "Protocol Errors"). */
function positionOf(cursor: unknown): number {
  if (cursor === undefined) return 0;
  const text = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : '';
  const position = /^task:(\d{1,15})$/.exec(text)?.[1];
  if (position === undefined) throw new JsonRpcError(invalidParams, 'This cursor is not known; list again without one.');
  return Number(position);
}
