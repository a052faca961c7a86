import { NamedError } from '../../contract/errors.ts';
import { invalidRequest, isNamed, wireErrorOf } from './error-numbers.ts';
import type { ErrorFrame, JsonObject, JsonValue, NotificationFrame, RequestFrame, RequestId, ResultFrame } from './frame.ts';
import { progressTokenOf, underTokenOf } from './progress-token.ts';

/** What a handler gets beside the request. */
export interface RequestContext {
  /** The sender's own id of the request: what is sent for it is sent `about` this. */
  readonly id: RequestId;
  /** The request of ours that this one was sent for, where the transport tells. */
  readonly about: RequestId | null;
  /** Aborts when the sender cancels the request or goes away. */
  readonly signal: AbortSignal;
  /** Sends a tick of progress under the sender's own token; does nothing if the sender gave none, or after the answer. */
  readonly progress: (params: JsonObject) => void;
}

export interface IncomingHandlers {
  request(frame: RequestFrame, context: RequestContext): Promise<JsonObject>;
  /** Something threw that is neither a `NamedError` nor a `JsonRpcError`: a defect of ours, to be logged. */
  unexpected?(error: unknown, frame: RequestFrame | NotificationFrame): void;
}

/** Of one connection: each may hold a message of the longest size and a call at a server. */
export const openRequestsAtMost = 4_096;

type Send = (frame: ResultFrame | ErrorFrame | NotificationFrame, about: RequestId) => void;

/** The requests of the other side that are being handled. */
export class IncomingRequests {
  readonly #running = new Map<RequestId, AbortController>();
  readonly #handlers: IncomingHandlers;
  readonly #send: Send;

  constructor(handlers: IncomingHandlers, send: Send) {
    this.#handlers = handlers;
    this.#send = send;
  }

  handle(frame: RequestFrame, about: RequestId | null = null): void {
    if (this.#running.has(frame.id)) {
      const message = 'A request with this id is still being handled: use an id only once.';
      this.#send({ jsonrpc: '2.0', id: frame.id, error: { code: invalidRequest, message } }, frame.id);
      return;
    }
    if (this.#running.size >= openRequestsAtMost) {
      this.#send({ jsonrpc: '2.0', id: frame.id, error: wireErrorOf(tooManyOpen()) }, frame.id);
      return;
    }
    const controller = new AbortController();
    this.#running.set(frame.id, controller);
    this.#run(frame, this.#contextOf(frame, controller, about)).then(
      (result) => this.#answer(frame.id, controller, { jsonrpc: '2.0', id: frame.id, result }),
      (error: unknown) => this.#fail(frame, controller, error),
    );
  }

  /** Returns whether such a request was being handled. An unknown id is not remembered: it may be used again. */
  cancel(params: JsonObject | undefined): boolean {
    const id = params?.['requestId'];
    if (!isId(id)) return false;
    const controller = this.#running.get(id);
    this.#running.delete(id);
    controller?.abort(new DOMException('The request was cancelled by its sender.', 'AbortError'));
    return controller !== undefined;
  }

  /** The other side is gone. */
  abandon(): void {
    const controllers = [...this.#running.values()];
    this.#running.clear();
    for (const controller of controllers) controller.abort(new DOMException('The sender of the request went away.', 'AbortError'));
  }

  async #run(frame: RequestFrame, context: RequestContext): Promise<JsonObject> {
    return this.#handlers.request(frame, context);
  }

  #contextOf(frame: RequestFrame, controller: AbortController, about: RequestId | null): RequestContext {
    const progressToken = progressTokenOf(frame.params);
    return {
      id: frame.id,
      about,
      signal: controller.signal,
      progress: (params) => {
        if (progressToken === null || !this.#isCurrent(frame.id, controller)) return;
        const tick = underTokenOf(frame.params, progressToken, params);
        this.#send({ jsonrpc: '2.0', method: 'notifications/progress', params: tick }, frame.id);
      },
    };
  }

  #fail(frame: RequestFrame, controller: AbortController, error: unknown): void {
    if (!isNamed(error) && this.#isCurrent(frame.id, controller)) this.#handlers.unexpected?.(error, frame);
    this.#answer(frame.id, controller, { jsonrpc: '2.0', id: frame.id, error: wireErrorOf(error) });
  }

  #answer(id: RequestId, controller: AbortController, frame: ResultFrame | ErrorFrame): void {
    if (!this.#isCurrent(id, controller)) return;
    this.#running.delete(id);
    this.#send(frame, id);
  }

  /** A cancelled request is no longer current, even where its id was used again. */
  #isCurrent(id: RequestId, controller: AbortController): boolean {
    return this.#running.get(id) === controller;
  }
}

function tooManyOpen(): NamedError {
  const sentence = `${openRequestsAtMost} requests of this connection are open already: wait for answers, or cancel some, first.`;
  return new NamedError('rate_limited', sentence);
}

function isId(value: JsonValue | undefined): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}
