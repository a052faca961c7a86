import { setTimeout as sleep } from 'node:timers/promises';
import { jsonText } from '../../wire/json-text.ts';
import type { Frame } from '../../wire/frame.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { HttpAnswer, HttpEndpoint } from './http-endpoint.ts';
import { type LegacySession, sessionHeaders } from './legacy-session.ts';

/** Connections in a row that bring nothing new before a stream is given up. */
const mostFruitless = 8;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A connection that was open for so long was one, even if nothing was said on it. */
const quietButOpenMs = 10_000;

/** The three things that a legacy server is asked: take a frame, go on with a stream, forget the session. */
export class LegacyRequests {
  readonly #endpoint: HttpEndpoint;

  constructor(endpoint: HttpEndpoint) {
    this.#endpoint = endpoint;
  }

  post(frame: Frame, session: LegacySession, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      ...sessionHeaders(session),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    return this.#endpoint.ask({ method: 'POST', headers, body: jsonText(frame), signal });
  }

  stream(session: LegacySession, lastEventId: string | null, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      ...sessionHeaders(session),
      accept: 'text/event-stream',
      ...(lastEventId !== null && { 'last-event-id': lastEventId }),
    };
    return this.#endpoint.ask({ method: 'GET', headers, signal });
  }

  end(session: LegacySession, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#endpoint.ask({ method: 'DELETE', headers: sessionHeaders(session), signal });
  }
}

/** When a stream that broke is resumed: after the time that the server wants, else after one that grows while nothing new comes. */
export class ResumePace {
  readonly #reader: AnswerReader;
  #eventsBefore = 0;
  #fruitless = 0;
  #since = performance.now();

  constructor(reader: AnswerReader) {
    this.#reader = reader;
  }

  /** Resolves when it is time; false when it was tried often enough. Rejects when the signal aborts. */
  async next(signal: AbortSignal): Promise<boolean> {
    const isFruitful = this.#reader.events > this.#eventsBefore || performance.now() - this.#since > quietButOpenMs;
    this.#fruitless = isFruitful ? 0 : this.#fruitless + 1;
    this.#eventsBefore = this.#reader.events;
    if (this.#fruitless > mostFruitless) return false;
    await sleep(this.#reader.retryMs ?? Math.min(firstDelayMs * 2 ** this.#fruitless, longestDelayMs), undefined, { signal });
    this.#since = performance.now();
    return true;
  }
}
