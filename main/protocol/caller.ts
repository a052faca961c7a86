import type { JsonObject } from '../wire/frame.ts';
import type { Era } from './versions.ts';

/** A server's request to the app behind a call: sampling/createMessage, elicitation/create, roots/list, or one that we don't know. */
export interface ServerAsk {
  readonly server: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
}

/** The app behind a request to a server: what it declared, and the way back to it. Nothing finds its way to an app but through this. */
export interface Caller {
  readonly app: string;
  readonly session: string;
  readonly era: Era;
  /** The client capabilities exactly as the app declared them: at initialize (legacy), or in this request's `_meta` (modern). */
  readonly capabilities: JsonObject;
  /** The level from which the app wants log messages for this request; null: it asked for none. */
  readonly logLevel: string | null;
  /**
   * Brings a server's request to the app (or, for an elicitation that the app can't show, to the person) and gives back the result.
   * Rejects with the app's `JsonRpcError` as it came, with -32601 where the app never declared that it can, or with the signal's reason.
   */
  ask(request: ServerAsk, signal: AbortSignal): Promise<JsonObject>;
  /** A notification of the server that belongs to this request, such as notifications/message. Progress has its own way. */
  notify(method: string, params: JsonObject | undefined): void;
}
