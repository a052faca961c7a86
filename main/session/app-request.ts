import type { SeenUris } from '../catalog/seen-uris.ts';
import type { Caller } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import type { JsonObject, RequestId } from '../wire/frame.ts';
import type { AppFacts } from './app-facts.ts';
import type { Listens } from './listens.ts';
import type { ShownLists } from './shown-lists.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { SuspendedCalls } from './suspended-calls.ts';
import type { SessionSurroundings } from './surroundings.ts';

/** One request of an app, with all that it takes to answer it. */
export interface AppRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
  readonly era: Era;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Given only when the app asked for progress. */
  readonly onProgress?: (tick: JsonObject) => void;
}

/** What the routes of one session share. */
export interface Desk {
  readonly id: string;
  readonly app: string;
  readonly around: SessionSurroundings;
  readonly facts: AppFacts;
  readonly lists: ShownLists;
  readonly subscriptions: Subscriptions;
  readonly listens: Listens;
  readonly suspended: SuspendedCalls;
  /** Where addresses lead that no server lists. */
  readonly seen: SeenUris;
}

export type Route = (request: AppRequest, desk: Desk) => Promise<JsonObject>;
