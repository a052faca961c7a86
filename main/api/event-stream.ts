import { type EventName, type EventValue, events } from '../../contract/contract.ts';
import type { AuditRecord } from '../../contract/models.ts';
import type { Broker } from './api.ts';

export type EventSource = Pick<Broker, 'events' | 'current'>;

/** One event on its way to a window or the command line. */
export type ApiEvent = { readonly [Name in EventName]: { readonly name: Name; readonly value: EventValue<Name> } }[EventName];

/** A reader that falls further behind than this loses the oldest audit records and sees it by the gap in their sequence. */
const waitingRecordsAtMost = 1000;

/**
 * What the core announces, from the current values on, until `signal` aborts. The reader sets the pace: while it is busy,
 * a newer state replaces the waiting one and audit batches are joined, so a slow reader costs a bounded amount of memory.
 */
export async function* eventStream(source: EventSource, signal: AbortSignal): AsyncGenerator<ApiEvent, void, void> {
  const waiting = new WaitingEvents();
  using ends = new DisposableStack();
  for (const name of eventNames) ends.defer(follow(source, name, waiting));
  const wake = (): void => waiting.wake();
  signal.addEventListener('abort', wake, { once: true });
  ends.defer(() => signal.removeEventListener('abort', wake));
  while (!signal.aborted) {
    const event = waiting.take();
    if (event) yield event;
    else await waiting.arrival();
  }
}

// Object.keys widens the names of a literal object to string.
const eventNames = Object.keys(events) as EventName[];

/** Returns the end of the subscription. */
function follow<Name extends EventName>(source: EventSource, name: Name, waiting: WaitingEvents): () => void {
  const put = (value: EventValue<Name>): void => {
    // A name with a value of its own event: the compiler can't tie the two together in a generic function.
    waiting.put({ name, value } as ApiEvent);
  };
  const end = source.events[name].subscribe(put);
  const current = source.current(name);
  if (current !== undefined) put(current);
  return end;
}

/** At most one waiting event per name, in the order in which the names first waited. */
class WaitingEvents {
  readonly #events = new Map<EventName, ApiEvent>();
  #arrival = Promise.withResolvers<void>();

  put(event: ApiEvent): void {
    const before = this.#events.get(event.name);
    const isAddition = event.name === 'audit.appended' && before?.name === 'audit.appended';
    this.#events.set(event.name, isAddition ? { name: event.name, value: joined(before.value, event.value) } : event);
    this.wake();
  }

  take(): ApiEvent | undefined {
    const [event] = this.#events.values();
    if (event) this.#events.delete(event.name);
    return event;
  }

  wake(): void {
    this.#arrival.resolve();
  }

  async arrival(): Promise<void> {
    await this.#arrival.promise;
    this.#arrival = Promise.withResolvers<void>();
  }
}

function joined(earlier: readonly AuditRecord[], later: readonly AuditRecord[]): AuditRecord[] {
  return [...earlier, ...later].slice(-waitingRecordsAtMost);
}
