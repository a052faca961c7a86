import type { OtherNotification, OtherRequest } from '../call/forward-request.ts';
import type { TaskRequest } from '../tasks/task-requests.ts';
import type { AnnouncedKind } from '../catalog/offer.ts';
import type { SeenUris } from '../catalog/seen-uris.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import type { TaskListening } from '../tasks/task-listening.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { AppView } from './app-view.ts';

/** One tools/call of a session, by the name that the app used. */
export interface SessionCall {
  readonly app: string;
  readonly session: string;
  readonly name: string;
  readonly arguments: JsonObject;
  /** As they came. */
  readonly params: JsonObject;
  readonly caller: Caller;
  /** Learns where the addresses in the result lead. */
  readonly seen: SeenUris;
  readonly signal: AbortSignal;
  readonly onProgress?: (params: JsonObject) => void;
}

/** What sessions need from the servers. */
export interface ServersSide {
  /** Rejects with the server's `JsonRpcError` as it came, or a `NamedError`. Starts the server if need be. */
  forward(request: OtherRequest): Promise<JsonObject>;
  /** Tells the servers that this session has asked something; starts none. */
  notifyUsed(session: string, method: string, params: JsonObject | undefined): void;
  /** The same for what nobody here knows, with a record. Throws `paused`, and `internal` when the log can't be written. */
  forwardNotification(notification: OtherNotification): Promise<void>;
  /** The servers that this caller's session uses tell as much from now on as it wants. */
  logLevelChanged(caller: Caller): Promise<void>;
  /** `holder`: who keeps the subscription, a session or one of its streams. The same URI may have many. */
  subscribe(holder: string, server: string, uri: string): Promise<JsonObject>;
  unsubscribe(holder: string, server: string, uri: string): Promise<JsonObject>;
  endSubscriptions(holder: string): void;
}

/** A server's elicitation that the app can't show. */
export interface WindowQuestion {
  readonly app: string;
  readonly server: string;
  readonly params: ServerAsk['params'];
  readonly signal: AbortSignal;
}

export interface SessionSurroundings {
  readonly serverInfo: { readonly name: string; readonly title: string; readonly version: string };
  readonly instructions: (app: string) => string;
  readonly view: (app: string) => AppView;
  readonly servers: ServersSide;
  readonly call: (call: SessionCall) => Promise<JsonObject>;
  /** tasks/get, tasks/result, tasks/update, tasks/cancel and tasks/list. */
  readonly tasks: (request: TaskRequest) => Promise<JsonObject>;
  /** The ids of those tasks that are told of from now on. */
  readonly listenToTasks: (listening: TaskListening) => Promise<readonly string[]>;
  /** Patchbay's own window: gives the result of elicitation/create. */
  readonly elicit: (question: WindowQuestion) => Promise<JsonObject>;
  /** Waits, for a bounded time, until servers that are new are listed; for an app's list also until those were asked that tell no changes. */
  readonly listed: (list?: { readonly app: string; readonly kind: AnnouncedKind }) => Promise<void>;
  /** Throws `paused` while the person has paused all tools. */
  readonly refusePaused: () => void;
  /** Something that `model()` tells has changed. */
  readonly changed: () => void;
  /** A defect of ours, for the log. */
  readonly unexpected: (error: unknown, method: string) => void;
}
