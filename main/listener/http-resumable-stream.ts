import type { ServerResponse } from 'node:http';
import type { Frame } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import { EventStream } from './http-event-stream.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { ReplayLog } from './http-replay-log.ts';
import type { AnswerFrame, Reply } from './http-reply.ts';

export interface StreamStart {
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client knows events without data, by which it learns at once how to come back (2025-11-25). */
  readonly primed: boolean;
}

/** Milliseconds that a client is asked to wait before it comes back. */
const retryMs = 1_000;

/**
 * A stream that outlives its connection: its events are numbered and kept for a while, and a client that says how far it came goes on from
 * there (2025-11-25 transports, "Resumability and Redelivery"). Losing the connection cancels nothing.
 */
export class ResumableStream implements Reply {
  readonly number: number;
  /** Milliseconds that never run backwards; null while it goes on. */
  endedAt: number | null = null;
  readonly #log: ReplayLog;
  #connection: EventStream | null = null;
  #last = 0;
  /** The last event that was given to a connection. */
  #delivered = 0;

  constructor(number: number, log: ReplayLog) {
    this.number = number;
    this.#log = log;
  }

  get isConnected(): boolean {
    return this.#connection?.isOpen === true;
  }

  get isCongested(): boolean {
    return this.#connection?.isCongested === true;
  }

  /** Begins with what nobody has got yet. */
  connect(response: ServerResponse, { headers, primed }: StreamStart): void {
    const connection = new EventStream(response, headers);
    this.#connection = connection;
    if (primed) connection.send({ id: this.#idOf(this.#delivered), retry: retryMs, data: '' });
    this.#replay(connection, this.#delivered);
  }

  /**
   * Goes on after the event of this sequence.
   * @throws HttpRefusal 400 where there was no such event, or some after it are gone.
   */
  resume(response: ServerResponse, after: number, { headers }: StreamStart): void {
    if (after > this.#last) throw new HttpRefusal(400, 'There was no such event.');
    if (this.#log.after(this.number, after).length !== this.#last - after)
      throw new HttpRefusal(400, 'What was sent since is no longer known: send the request again.');
    if (this.endedAt !== null && after === this.#last) {
      // Server-sent events: the way to tell a client not to come back.
      response.writeHead(204).end();
      return;
    }
    // Of two connections to one stream the newer is the one that somebody reads.
    this.#connection?.end();
    const connection = new EventStream(response, headers);
    this.#connection = connection;
    this.#replay(connection, after);
    if (this.endedAt !== null) connection.end();
  }

  tell(frame: Frame): boolean {
    this.#last += 1;
    const data = jsonText(frame);
    this.#log.keep({ stream: this.number, sequence: this.#last, data });
    if (this.isConnected) this.#deliver(this.#last, data);
    return true;
  }

  answer(frame: AnswerFrame): void {
    this.tell(frame);
    this.abandon();
  }

  abandon(): void {
    this.endedAt ??= performance.now();
    this.#connection?.end();
  }

  drained(): Promise<void> {
    return this.#connection?.drained() ?? Promise.resolve();
  }

  #replay(connection: EventStream, after: number): void {
    for (const { sequence, data } of this.#log.after(this.number, after)) {
      connection.send({ id: this.#idOf(sequence), data });
      this.#delivered = Math.max(this.#delivered, sequence);
    }
  }

  #deliver(sequence: number, data: string): void {
    this.#delivered = sequence;
    this.#connection?.send({ id: this.#idOf(sequence), data });
  }

  #idOf(sequence: number): string {
    return `${this.number}-${sequence}`;
  }
}
