import type { ServerState } from '../../contract/models.ts';
import type { Caller } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { ServerHello } from './server-hello.ts';

export interface RequestOptions {
  /** The app that this is asked for; left out: Patchbay asks for itself. */
  readonly caller?: Caller;
  readonly signal?: AbortSignal;
  /** Milliseconds without an answer or a tick of progress; passing it fails with `upstream_timeout` and cancels the request upstream. */
  readonly timeoutMs?: number;
  /** Only given when the app asked for progress. Receives the params of each tick as they came, with a token that means nothing to the app. */
  readonly onProgress?: (params: JsonObject) => void;
  /** Whether progress goes on after this answer: see `OutgoingOptions`. */
  readonly outlives?: (result: JsonObject) => boolean;
}

/** A connection of a server that is ready: its era is known, and initialize (legacy) or server/discover (modern) is done. */
export interface UpstreamConnection {
  readonly server: string;
  readonly era: Era;
  readonly hello: ServerHello;
  /** Rejects with a `JsonRpcError` exactly as the server sent it, or with a `NamedError`: upstream_failed, upstream_timeout, outcome_unknown, too_large. */
  request(method: string, params?: JsonObject, options?: RequestOptions): Promise<JsonObject>;
  notify(method: string, params?: JsonObject): void;
  /** From now on `Supervisor.notifications` says when this resource changed. For one who counts its subscribers: see `ResourceSubscriptions`. */
  subscribe(uri: string): Promise<JsonObject>;
  unsubscribe(uri: string): Promise<JsonObject>;
}

export interface OpenLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Its end may be an answer. */
  readonly hasProcess: boolean;
}

/** What its owner does with a connection beyond calling over it. */
export interface LiveConnection extends UpstreamConnection {
  /** The client capabilities that it was opened with (legacy). */
  readonly declared: JsonObject;
  /** Resolves when it has ended. */
  readonly closed: Promise<void>;
  /** Requests under way. */
  readonly inFlight: number;
  /** Resources that the server tells changes of over it. */
  readonly subscribed: number;
  /** Makes it ready. Throws what the server answered, or what took longer than `timeoutMs` milliseconds. */
  open(limits: OpenLimits): Promise<void>;
  /** One of those that use it wants another log level. */
  followLogLevel(): Promise<void>;
  /** An app is gone: nothing is asked of it any more. */
  endSession(session: string): void;
  /** Refuses new requests. Resolves when the last one is answered, or after `withinMs`. */
  drain(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  /** The app that wants it; left out: Patchbay, for itself. */
  readonly caller?: Caller;
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
