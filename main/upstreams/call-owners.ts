import { BoundedMap } from '../lib/bounded-map.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import { invalidRequest, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, RequestId } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';

/** The apps that use a connection, by session: each as it was when it last used it. */
export type ConnectionUsers = Map<string, Caller>;

/** Who a message of the server is for. */
export interface Owner {
  readonly caller: Caller;
  /** The requests that it may have been sent for; none where it came between requests. */
  readonly calls: readonly RequestId[];
}

interface OwnedCall {
  readonly caller: Caller;
  /** What the server asked for it and waits for. */
  openAsks: number;
  /** When the last of that was answered, by `performance.now()`. */
  answeredAt: number;
}

interface OpenAsk {
  readonly session: string;
  readonly calls: Set<RequestId>;
  readonly over: AbortController;
}

const mostTasks = 1000;

/**
 * Which app each request on a connection was made for, and from that, who the server means when it asks or tells something. Never a guess:
 * what could be for two apps is for none (protocol-security-reliability.md §1.4, "Sampling / elicitation / roots").
 */
export class CallOwners {
  readonly #users: ReadonlyMap<string, Caller>;
  readonly #calls = new Map<RequestId, OwnedCall>();
  readonly #asks = new Set<OpenAsk>();
  /** Sessions by the tasks that they began. */
  readonly #tasks = new BoundedMap<string, string>(mostTasks);

  constructor(users: ReadonlyMap<string, Caller>) {
    this.#users = users;
  }

  begin(call: RequestId, caller: Caller): void {
    this.#calls.set(call, { caller, openAsks: 0, answeredAt: -Infinity });
  }

  /** What the server asked for this request, and nobody answered yet, is withdrawn. */
  end(call: RequestId): void {
    this.#calls.delete(call);
    for (const ask of this.#asks) {
      if (ask.calls.delete(call) && ask.calls.size === 0) ask.over.abort(ended());
    }
  }

  endSession(session: string): void {
    this.#tasks.prune((owner) => owner === session);
    for (const ask of this.#asks) if (ask.session === session) ask.over.abort(ended());
  }

  /** A call was answered with a task: what the server asks for that task goes to the same app (2025-11-25, tasks). */
  noteTask(result: JsonObject, caller: Caller): void {
    const { task } = result;
    if (isObject(task) && typeof task['taskId'] === 'string') this.#tasks.set(task['taskId'], caller.session);
  }

  /** The callers whose requests the server is working on. */
  working(): Caller[] {
    return [...this.#calls.values()].map(({ caller }) => caller);
  }

  /** Until when the server waited for what it asked for this request, by `performance.now()`; it still waits: Infinity. */
  waitedUntil(call: RequestId): number {
    const { openAsks, answeredAt } = this.#calls.get(call) ?? { openAsks: 0, answeredAt: -Infinity };
    return openAsks > 0 ? Infinity : answeredAt;
  }

  /**
   * `about`: the request that it came for, where the transport tells. Otherwise the task that it names, the only session with requests under
   * way, or the only session that uses the connection; a modern app can only be asked while one of its requests is under way.
   */
  ownerOf(about: RequestId | null, params: JsonObject | undefined): Owner | null {
    if (about !== null) {
      const call = this.#calls.get(about);
      return call === undefined ? null : { caller: call.caller, calls: [about] };
    }
    const task = this.#ofTask(params);
    if (task !== null) return task;
    return this.#calls.size > 0 ? this.#onlyWorking() : this.#idle([...this.#users.values()]);
  }

  /** Brings the server's request to its owner. Ends with the calls that it was sent for. */
  async ask({ caller, calls }: Owner, request: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
    const ask: OpenAsk = { session: caller.session, calls: new Set(calls), over: new AbortController() };
    this.#asks.add(ask);
    const waiting = calls.flatMap((call) => this.#calls.get(call) ?? []);
    for (const call of waiting) call.openAsks += 1;
    try {
      return await caller.ask(request, AbortSignal.any([signal, ask.over.signal]));
    } finally {
      this.#asks.delete(ask);
      for (const call of waiting) {
        call.openAsks -= 1;
        call.answeredAt = performance.now();
      }
    }
  }

  #onlyWorking(): Owner | null {
    const working = this.working();
    const caller = working.at(-1);
    const isOne = working.every(({ session }) => session === caller?.session);
    return caller === undefined || !isOne ? null : { caller, calls: [...this.#calls.keys()] };
  }

  #ofTask(params: JsonObject | undefined): Owner | null {
    const meta = params?.['_meta'];
    const related = isObject(meta) ? meta['io.modelcontextprotocol/related-task'] : undefined;
    const taskId = isObject(related) ? related['taskId'] : undefined;
    const session = typeof taskId === 'string' ? this.#tasks.get(taskId) : undefined;
    if (session === undefined) return null;
    const calls = [...this.#calls].filter(([, { caller }]) => caller.session === session);
    const working = calls.at(-1);
    if (working !== undefined) return { caller: working[1].caller, calls: calls.map(([call]) => call) };
    return this.#idle([...this.#users.values()].filter((user) => user.session === session));
  }

  #idle(users: readonly Caller[]): Owner | null {
    const [caller] = users;
    return users.length === 1 && caller?.era === 'legacy' ? { caller, calls: [] } : null;
  }
}

function ended(): JsonRpcError {
  return new JsonRpcError(invalidRequest, 'The request that this was asked for has ended.');
}
