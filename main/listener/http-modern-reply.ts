import type { ServerResponse } from 'node:http';
import { headerMismatch, methodNotFound, missingClientCapability, unsupportedVersion } from '../wire/error-numbers.ts';
import type { NotificationFrame } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import type { Accepted } from './http-accept.ts';
import { EventStream } from './http-event-stream.ts';
import { type AnswerFrame, sendJson } from './http-reply.ts';

/** Without an answer for so long, a stream begins: nobody takes the connection for dead. Milliseconds. */
const silenceMs = 10_000;
/** Bytes that may wait for a slow client before progress is left out, and before it is cut off. */
const progressBacklog = 1024 * 1024;
const longestBacklog = 8 * progressBacklog;

const statuses: ReadonlyMap<number, number> = new Map([
  [methodNotFound, 404],
  [headerMismatch, 400],
  [missingClientCapability, 400],
  [unsupportedVersion, 400],
]);
/** Methods that Patchbay has whatever a server behind it answers: "not found" is then about something else. */
const always: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read', 'completion/complete']);

/** The answer to one request of the modern era: JSON, or a stream if something else has to be said before. Its end is the request's. */
export class ModernReply {
  readonly #response: ServerResponse;
  readonly #accepted: Accepted;
  readonly #method: string;
  readonly #silence: NodeJS.Timeout;
  #stream: EventStream | null = null;

  constructor(response: ServerResponse, accepted: Accepted, method: string) {
    this.#response = response;
    this.#accepted = accepted;
    this.#method = method;
    this.#silence = setTimeout(() => this.#begin(), silenceMs).unref();
  }

  /** Calls back if the client closes the connection before it has the answer: that cancels the request. */
  onGone(gone: () => void): void {
    const closed = (): void => {
      clearTimeout(this.#silence);
      if (!this.#response.writableFinished) gone();
    };
    // It may have left while its body was still being read.
    if (this.#response.destroyed) closed();
    else this.#response.on('close', closed);
  }

  /** A client that takes no stream hears nothing but the answer. */
  tell(frame: NotificationFrame): void {
    const stream = this.#begin();
    if (stream === null || (frame.method === 'notifications/progress' && stream.waiting > progressBacklog)) return;
    if (stream.waiting > longestBacklog) stream.destroy();
    else stream.send({ data: jsonText(frame) });
  }

  answer(frame: AnswerFrame): void {
    clearTimeout(this.#silence);
    if (this.#stream === null && this.#accepted.json) {
      sendJson(this.#response, this.#statusOf(frame), frame);
      return;
    }
    const stream = this.#begin();
    stream?.send({ data: jsonText(frame) });
    stream?.end();
  }

  #begin(): EventStream | null {
    if (!this.#accepted.stream || this.#response.headersSent || this.#response.destroyed) return this.#stream;
    this.#stream ??= new EventStream(this.#response);
    return this.#stream;
  }

  /** Streamable HTTP of 2026-07-28: what failed before anything was done is an HTTP error, too. */
  #statusOf(frame: AnswerFrame): number {
    if (!('error' in frame)) return 200;
    return frame.error.code === methodNotFound && always.has(this.#method) ? 200 : (statuses.get(frame.error.code) ?? 200);
  }
}
