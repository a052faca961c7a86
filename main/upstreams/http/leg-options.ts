import type { HttpEndpoint } from './http-endpoint.ts';
import type { Inbox } from './inbox.ts';

/** What the conversation with a server needs of its channel, in either era. */
export interface LegOptions {
  readonly endpoint: HttpEndpoint;
  readonly inbox: Inbox;
  /** In sentences: `the server “docs”`. */
  readonly otherSide: string;
  /** Aborts when the channel closes. */
  readonly closing: AbortSignal;
  /** A request is no longer on its way. */
  readonly settled: () => void;
}
