import type { ServerResponse } from 'node:http';
import { AnswerStream } from './answer-stream.ts';

/** How long a stream may be silent, in milliseconds, before its client is sent away to come back later (SEP-1699). */
const patience = 500;

/** An event stream of the legacy era that a client may lose, or be sent away from, and take up again where it was. */
export class ResumableStream {
  readonly #name: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #messages: string[] = [];
  #answer: AnswerStream;
  #finished = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, response: ServerResponse, headers: Readonly<Record<string, string>>) {
    this.#name = name;
    this.#headers = headers;
    this.#answer = new AnswerStream(response, headers);
    this.#answer.prime(this.#idOf(0));
    this.#wait();
  }

  write(message: string): void {
    this.#messages.push(message);
    if (this.#answer.open) this.#answer.event(message, this.#idOf(this.#messages.length));
    this.#wait();
  }

  /** The last message. A client that is away gets it when it comes back. */
  finish(message: string): void {
    this.write(message);
    this.#finished = true;
    this.end();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#answer.open) this.#answer.end();
  }

  /** Sends what came after `eventId` to a client that has come back; false if the event is none of this stream. */
  resume(eventId: string, response: ServerResponse): boolean {
    const [name, seen] = eventId.split('_');
    if (name !== this.#name) return false;
    this.#answer = new AnswerStream(response, this.#headers);
    this.#answer.begin();
    for (let index = Number(seen); index < this.#messages.length; index += 1) {
      this.#answer.event(this.#messages[index] ?? '', this.#idOf(index + 1));
    }
    if (this.#finished) this.#answer.end();
    return true;
  }

  #idOf(count: number): string {
    return `${this.#name}_${count}`;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), patience);
  }
}
