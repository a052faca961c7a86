import type { EventName, EventValue, MethodName, Output, Parsed } from '../../contract/contract.ts';
import type { Broadcast } from '../lib/broadcast.ts';

/** One handler per contract method. Input is already parsed; a failure is thrown, as a `NamedError` where it has a name. */
export type Api = { readonly [Name in MethodName]: (input: Parsed<Name>) => Promise<Output<Name>> | Output<Name> };

/** What the core announces, one broadcast per contract event. */
export type ApiEvents = { readonly [Name in EventName]: Broadcast<EventValue<Name>> };

/** The running core as the shells see it. Its disposal ends everything that it started, in reverse order. */
export interface Broker extends AsyncDisposable {
  readonly api: Api;
  readonly events: ApiEvents;
  /** The first value of an event for a new listener; undefined where the event has only news (`audit.appended`). */
  current<Name extends EventName>(name: Name): EventValue<Name> | undefined;
}
