import { NamedError } from '../../contract/errors.ts';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { FrameFault } from './channel.ts';
import { JsonRpcError } from './error-numbers.ts';
import type { ErrorFrame, JsonObject, RequestFrame, RequestId, ResultFrame } from './frame.ts';
import { withProgressToken } from './progress-token.ts';

export interface OutgoingOptions {
  /** The request of the other side that this one is made for: see `Channel.send`. */
  readonly about?: RequestId;
  /** Told the id that the request goes out under, before it does. */
  readonly begun?: (id: RequestId) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds without an answer or a tick of progress. */
  readonly timeoutMs?: number;
  /** Until when the other side itself waited for an answer from us, as `performance.now()`: its time counts from then. Infinity while it waits. */
  readonly waitedUntil?: () => number;
  /** Asks for progress. Receives the params of each tick as they came; their token is ours and means nothing to others. */
  readonly onProgress?: (params: JsonObject) => void;
  /** Whether progress goes on after this answer, because it only began something. */
  readonly outlives?: (result: JsonObject) => boolean;
}

interface Waiting {
  readonly method: string;
  /** False until the request was handed to the channel. */
  sent: boolean;
  readonly onProgress: ((params: JsonObject) => void) | undefined;
  readonly outlives: ((result: JsonObject) => boolean) | undefined;
  readonly resolve: (result: JsonObject) => void;
  readonly reject: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
  stopListening: (() => void) | undefined;
}

export interface OutgoingSender {
  send(frame: RequestFrame, about: RequestId | undefined, sent: () => void): void;
  notify(method: string, params: JsonObject): void;
}

const mostLasting = 1000;

/** The requests of this side that wait for an answer. */
export class OutgoingRequests {
  readonly #waiting = new Map<RequestId, Waiting>();
  /** Progress of what goes on after its answer. */
  readonly #lasting = new BoundedMap<RequestId, (params: JsonObject) => void>(mostLasting);
  readonly #sender: OutgoingSender;
  readonly #otherSide: string;
  #lastId = 0;

  constructor(otherSide: string, sender: OutgoingSender) {
    this.#otherSide = otherSide;
    this.#sender = sender;
  }

  /** Rejects with the other side's `JsonRpcError`, the signal's reason, or upstream_timeout, upstream_failed (never sent), outcome_unknown, too_large. */
  request(method: string, params: JsonObject | undefined, options: OutgoingOptions): Promise<JsonObject> {
    if (options.signal?.aborted === true) return Promise.reject(asError(options.signal.reason));
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const waiting: Waiting = {
      method,
      sent: false,
      onProgress: options.onProgress,
      outlives: options.outlives,
      resolve,
      reject,
      timer: undefined,
      stopListening: undefined,
    };
    this.#waiting.set(id, waiting);
    this.#limit(id, waiting, options);
    options.begun?.(id);
    const sentParams = withProgressToken(params, options.onProgress === undefined ? null : id);
    const frame: RequestFrame = { jsonrpc: '2.0', id, method, ...(sentParams === undefined ? {} : { params: sentParams }) };
    this.#sender.send(frame, options.about, () => {
      waiting.sent = true;
    });
    return promise;
  }

  /** False when the request was given up before its turn to be sent came. */
  isWaiting(id: RequestId): boolean {
    return this.#waiting.has(id);
  }

  /** Answers to requests that were cancelled, or never made, are ignored. */
  answered(frame: ResultFrame | ErrorFrame): void {
    const waiting = frame.id === null ? undefined : this.#take(frame.id);
    if (waiting === undefined) return;
    if ('result' in frame) {
      if (waiting.onProgress && waiting.outlives?.(frame.result) === true) this.#lasting.set(frame.id, waiting.onProgress);
      waiting.resolve(frame.result);
    } else waiting.reject(JsonRpcError.received(frame.error));
  }

  progressed(params: JsonObject): void {
    const { progressToken } = params;
    if (typeof progressToken !== 'number') return;
    const waiting = this.#waiting.get(progressToken);
    waiting?.timer?.refresh();
    const tell = waiting?.onProgress ?? this.#lasting.get(progressToken);
    tell?.(params);
  }

  /** The answer to a request arrived, and could not be read. */
  unreadable(id: RequestId, fault: FrameFault): void {
    const code = fault.kind === 'too_large' ? 'too_large' : 'upstream_failed';
    this.#take(id)?.reject(new NamedError(code, `The answer of ${this.#otherSide} could not be read. ${fault.message}`));
  }

  /** The request could not be sent, or its answer can't come any more. */
  failed(id: RequestId, error: Error): void {
    this.#take(id)?.reject(error);
  }

  /** The connection has ended: nothing will be answered any more. */
  abandon(): void {
    for (const [id, { method, sent }] of this.#waiting) {
      const error = sent
        ? new NamedError(
            'outcome_unknown',
            `The connection to ${this.#otherSide} ended before it answered ${method}: look whether it was done before you try again.`,
          )
        : new NamedError('upstream_failed', `The connection to ${this.#otherSide} ended before ${method} was sent: try again.`);
      this.#take(id)?.reject(error);
    }
  }

  #limit(id: number, waiting: Waiting, { signal, timeoutMs, waitedUntil = () => -Infinity }: OutgoingOptions): void {
    if (timeoutMs !== undefined) {
      const expire = (): void => {
        if (performance.now() - waitedUntil() < timeoutMs) waiting.timer?.refresh();
        else this.#expire(id, timeoutMs);
      };
      waiting.timer = setTimeout(expire, timeoutMs);
    }
    if (signal === undefined) return;
    const abort = (): void => this.#giveUp(id, asError(signal.reason), 'The caller no longer waits.');
    signal.addEventListener('abort', abort, { once: true });
    waiting.stopListening = () => signal.removeEventListener('abort', abort);
  }

  #expire(id: number, timeoutMs: number): void {
    const method = this.#waiting.get(id)?.method ?? '';
    const sentence = `${this.#otherSide} did not answer ${method} within ${timeoutMs / 1000} s.`;
    this.#giveUp(id, new NamedError('upstream_timeout', sentence.charAt(0).toUpperCase() + sentence.slice(1)), 'It took too long.');
  }

  #giveUp(id: number, error: Error, reason: string): void {
    const waiting = this.#take(id);
    if (waiting === undefined) return;
    // MCP forbids to cancel initialize.
    if (waiting.sent && waiting.method !== 'initialize') this.#sender.notify('notifications/cancelled', { requestId: id, reason });
    waiting.reject(error);
  }

  #take(id: RequestId): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.stopListening?.();
    return waiting;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException(String(reason), 'AbortError');
}
