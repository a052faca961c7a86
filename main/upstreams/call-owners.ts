import { NamedError } from '../../contract/errors.ts';
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
/** How long a server may still be at work on a request that nobody waits for any more, in milliseconds. */
const aftermathMs = 60_000;
/** That one server waits for at the same time. */
const mostAsks = 100;

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
  /** Sessions whose requests ended without an answer, and when: the server may ask or tell something for them yet. */
  readonly #givenUp = new Map<string, number>();

  constructor(users: ReadonlyMap<string, Caller>) {
    this.#users = users;
  }

  begin(call: RequestId, caller: Caller): void {
    this.#calls.set(call, { caller, openAsks: 0, answeredAt: -Infinity });
  }

  /** What the server asked for this request, and nobody answered yet, is withdrawn. `answered`: the server is done with it. */
  end(call: RequestId, { answered }: { readonly answered: boolean }): void {
    const session = this.#calls.get(call)?.caller.session;
    if (session !== undefined && !answered) this.#givenUp.set(session, performance.now());
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

  /** Brings the server's request to its owner. Ends with the calls that it was sent for. @throws NamedError `rate_limited`. */
  async ask({ caller, calls }: Owner, request: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
    if (this.#asks.size >= mostAsks) throw new NamedError('rate_limited', `${mostAsks} questions of this server are open already.`);
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
    return caller === undefined || !isOne || this.#hasOther(caller) ? null : { caller, calls: [...this.#calls.keys()] };
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
    return users.length === 1 && caller?.era === 'legacy' && !this.#hasOther(caller) ? { caller, calls: [] } : null;
  }

  /** Whether the server may still be at work for another session than this one. */
  #hasOther({ session }: Caller): boolean {
    const before = performance.now() - aftermathMs;
    for (const [gone, at] of this.#givenUp) if (at < before) this.#givenUp.delete(gone);
    return [...this.#givenUp.keys()].some((other) => other !== session);
  }
}

function ended(): JsonRpcError {
  return new JsonRpcError(invalidRequest, 'The request that this was asked for has ended.');
}
