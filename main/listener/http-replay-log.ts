export interface LoggedEvent {
  readonly stream: number;
  /** Counts from 1 within its stream. */
  readonly sequence: number;
  readonly data: string;
}

/** Of one session. */
const eventsAtMost = 512;
/** Characters of all events of one session; one that is longer isn't kept at all. */
const lengthAtMost = 2 * 1024 * 1024;

/** What was sent on a session's streams, for a client that lost a connection. Bounded: the oldest goes first. */
export class ReplayLog {
  #events: LoggedEvent[] = [];
  #length = 0;

  keep(event: LoggedEvent): void {
    if (event.data.length > lengthAtMost) return;
    this.#events.push(event);
    this.#length += event.data.length;
    while (this.#events.length > eventsAtMost || this.#length > lengthAtMost) this.#length -= this.#events.shift()?.data.length ?? 0;
  }

  /** In order; what is no longer there is left out. */
  after(stream: number, sequence: number): readonly LoggedEvent[] {
    return this.#events.filter((event) => event.stream === stream && event.sequence > sequence);
  }

  forget(stream: number): void {
    this.#events = this.#events.filter((event) => event.stream !== stream);
    this.#length = this.#events.reduce((sum, { data }) => sum + data.length, 0);
  }
}
