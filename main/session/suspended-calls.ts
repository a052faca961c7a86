import { createHash, randomBytes } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { ServerAsk } from '../protocol/caller.ts';
import { exactCanonicalJson } from '../wire/exact-canonical-json.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { OpenCall, type Round } from './open-call.ts';

/** The requests that may be answered with `input_required` (2026-07-28, SEP-2322). */
const suspendable: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read']);
/** What tells a state of ours from those of servers, which go through untouched. */
const handlePrefix = 'patchbay:';
/** Before the state of a server that would be taken for ours, such as another Patchbay's. */
const foreignPrefix = 'patchbay::';
/** How long an app may take between two rounds, in milliseconds. */
const expiryMs = 10 * 60_000;
/** Of one session. */
const mostSuspended = 100;

interface Suspension {
  readonly call: OpenCall;
  readonly digest: string;
  readonly expiry: NodeJS.Timeout;
}

export interface SuspendedRequest {
  readonly method: string;
  readonly params: JsonObject;
  readonly round: Round;
}

export function isSuspendable(method: string): boolean {
  return suspendable.has(method);
}

/** The calls of one session that wait until the app answers what their servers asked. Each handle is good for one round of one request. */
export class SuspendedCalls implements Disposable {
  readonly #suspended = new Map<string, Suspension>();
  readonly #open = new Set<OpenCall>();
  readonly #expiryMs: number;

  constructor(milliseconds: number = expiryMs) {
    this.#expiryMs = milliseconds;
  }

  /** `start` begins the call; what its server asks is to be brought to `ask` of the call it is given. */
  async begin(request: SuspendedRequest, start: (call: OpenCall) => Promise<JsonObject>): Promise<JsonObject> {
    const call = new OpenCall((asked) => this.#refuseMore(asked));
    this.#open.add(call);
    call.begin(async () => {
      try {
        return stateForApp(await start(call));
      } finally {
        this.#open.delete(call);
      }
    });
    return this.#round(call, request);
  }

  /** Whether this is a later round of a call that was suspended here. */
  isRound({ params }: Pick<SuspendedRequest, 'params'>): boolean {
    const { requestState } = params;
    return typeof requestState === 'string' && requestState.startsWith(handlePrefix) && !requestState.startsWith(foreignPrefix);
  }

  /** @throws JsonRpcError -32602 for a handle that isn't good for this very request, or answers that are none. */
  async resume(request: SuspendedRequest): Promise<JsonObject> {
    const { requestState, inputResponses = {} } = request.params;
    const suspension = typeof requestState === 'string' ? this.#suspended.get(requestState) : undefined;
    if (suspension === undefined || suspension.digest !== digestOf(request))
      throw new JsonRpcError(invalidParams, 'This requestState is not known, was used, or belongs to another request: call anew.');
    if (!isObject(inputResponses)) throw new JsonRpcError(invalidParams, 'inputResponses has to be an object.');
    this.#forget(requestState);
    suspension.call.answer(inputResponses);
    return this.#round(suspension.call, request);
  }

  /** The app is gone. */
  [Symbol.dispose](): void {
    for (const handle of [...this.#suspended.keys()]) this.#forget(handle);
    for (const call of [...this.#open]) call.cancel(new DOMException('The app went away.', 'AbortError'));
  }

  async #round(call: OpenCall, request: SuspendedRequest): Promise<JsonObject> {
    const result = await call.wait(request.round);
    return result ?? { resultType: 'input_required', inputRequests: call.questions(), requestState: this.#suspend(call, request) };
  }

  #suspend(call: OpenCall, request: SuspendedRequest): string {
    const handle = `${handlePrefix}${randomBytes(24).toString('base64url')}`;
    const expiry = setTimeout(() => this.#expire(handle), this.#expiryMs);
    this.#suspended.set(handle, { call, digest: digestOf(request), expiry });
    return handle;
  }

  #expire(handle: string): void {
    const suspension = this.#suspended.get(handle);
    this.#forget(handle);
    suspension?.call.abandon();
  }

  #forget(handle: JsonValue | undefined): void {
    if (typeof handle !== 'string') return;
    clearTimeout(this.#suspended.get(handle)?.expiry);
    this.#suspended.delete(handle);
  }

  #refuseMore({ method }: ServerAsk): void {
    if (this.#suspended.size < mostSuspended) return;
    throw new NamedError(
      'rate_limited',
      `${mostSuspended} calls of this app wait for its answers already, so it can't be asked ${method}.`,
    );
  }
}

/** The params with a server's own state as that server gave it. */
export function stateForServer(params: JsonObject): JsonObject {
  const { requestState } = params;
  const isForeign = typeof requestState === 'string' && requestState.startsWith(foreignPrefix);
  return isForeign ? spelledAs({ ...params, requestState: requestState.slice(foreignPrefix.length) }, params) : params;
}

function stateForApp(result: JsonObject): JsonObject {
  const { requestState } = result;
  const isLikeOurs = typeof requestState === 'string' && requestState.startsWith(handlePrefix);
  return isLikeOurs ? spelledAs({ ...result, requestState: `${foreignPrefix}${requestState}` }, result) : result;
}

/** What has to be the same in each round (2026-07-28, "Multi Round-Trip Requests"): all but the answers and what goes with each message. */
function digestOf({ method, params }: SuspendedRequest): string {
  const { _meta, inputResponses: _responses, requestState: _state, ...same } = params;
  return createHash('sha256')
    .update(exactCanonicalJson([method, same]))
    .digest('base64');
}
