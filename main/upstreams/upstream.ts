import type { ServerState } from '../../contract/models.ts';
import type { Caller } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';

export interface RequestOptions {
  /** The app that this is asked for; left out: Patchbay asks for itself. */
  readonly caller?: Caller;
  readonly signal?: AbortSignal;
  /** Milliseconds without an answer or a tick of progress; passing it fails with `upstream_timeout` and cancels the request upstream. */
  readonly timeoutMs?: number;
  /** Until when the server itself waited for an answer from the app or the person: see `OutgoingOptions`. */
  readonly waitedUntil?: () => number;
  /** Only given when the app asked for progress. Receives the params of each tick as they came, with a token that means nothing to the app. */
  readonly onProgress?: (params: JsonObject) => void;
}

/** A server that is ready: its era is known, and initialize (legacy) or server/discover (modern) is done. */
export interface UpstreamConnection {
  readonly server: string;
  readonly era: Era;
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | null;
  /** Rejects with a `JsonRpcError` exactly as the server sent it, or with a `NamedError`: upstream_failed, upstream_timeout, outcome_unknown, too_large. */
  request(method: string, params?: JsonObject, options?: RequestOptions): Promise<JsonObject>;
  notify(method: string, params?: JsonObject): void;
}

export interface UpstreamStatus {
  readonly server: string;
  readonly state: ServerState;
  readonly pid: number | null;
  readonly callsInFlight: number;
  readonly noiseLines: number;
  readonly startedAt: Date | null;
  /** One sentence for a person. */
  readonly lastError: string | null;
}
