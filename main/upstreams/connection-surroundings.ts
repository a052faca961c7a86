import type { ServerAsk } from '../protocol/caller.ts';
import type { FrameFault } from '../wire/channel.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import type { ConnectionUsers } from './call-owners.ts';

export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
}

/** What a connection to a server needs around it, in either era. */
export interface ConnectionSurroundings {
  readonly server: string;
  readonly clientInfo: ClientIdentity;
  /** What is declared on this connection; a modern server is told with each request instead. */
  readonly declared: JsonObject;
  /** Who uses it: others keep it up to date. */
  readonly users: ConnectionUsers;
  /** Of each request that brings no time of its own, in milliseconds. */
  timeoutMs(): number;
  /** For an elicitation that can't be told whose it is. Rejects with a `JsonRpcError` where there is nobody. */
  askPerson(ask: ServerAsk, signal: AbortSignal): Promise<JsonObject>;
  /** What belongs to no app alone. */
  notification(frame: NotificationFrame): void;
  noise(fault: FrameFault): void;
  log(message: string, error?: unknown): void;
}
