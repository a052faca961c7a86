import { NamedError } from '../../contract/errors.ts';
import { metaKeys } from '../protocol/meta-keys.ts';
import type { Channel, ChannelReceiver } from '../wire/channel.ts';
import { methodNotFound, wireErrorOf } from '../wire/error-numbers.ts';
import type { Frame, JsonObject, JsonValue, NotificationFrame, RequestFrame, RequestId } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { ModernReply } from './http-modern-reply.ts';
import { tooMany } from './http-refusal.ts';
import type { AnswerFrame } from './http-reply.ts';

interface Exchange {
  /** As the client wrote it. Several clients of one app may use the same. */
  readonly id: RequestId;
  readonly reply: ModernReply;
}

/** Requests of one app that wait for their answer, streams of subscriptions among them. */
const exchangesAtMost = 256;

/** All modern requests of one app. They know nothing of each other: each has an id of its own inside, and its own again outside. */
export class ModernChannel implements Channel {
  readonly #exchanges = new Map<RequestId, Exchange>();
  readonly #gone: () => void;
  #receiver: ChannelReceiver | null = null;
  #lastId = 0;
  #closed = false;
  #usedAt = performance.now();

  constructor(gone: () => void) {
    this.#gone = gone;
  }

  /** Milliseconds since somebody last used it; 0 while somebody does. */
  get idleMs(): number {
    return this.#exchanges.size > 0 ? 0 : performance.now() - this.#usedAt;
  }

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    if (this.#closed) receiver.closed();
  }

  /** Never asks to wait: one slow client must not hold up the app's others. It is cut off by itself. */
  send(frame: Frame, about?: RequestId): boolean {
    if (this.#closed) return true;
    if (!('method' in frame)) this.#answer(frame);
    else if ('id' in frame) this.#cannotAsk(frame);
    else if (about !== undefined) this.#tell(frame, about);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {
    // Nothing ever asks for it, because `send` never says false.
  }

  resume(): void {
    // As `pause`.
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    const sentence = 'Patchbay stopped before it answered: look whether it was done, and try again.';
    const error = wireErrorOf(new NamedError('restarting', sentence));
    for (const { id, reply } of this.#exchanges.values()) reply.answer({ jsonrpc: '2.0', id, error });
    this.#exchanges.clear();
    this.#gone();
    this.#receiver?.closed();
    return Promise.resolve();
  }

  /** @throws HttpRefusal 429 */
  request(frame: RequestFrame, reply: ModernReply): void {
    if (this.#exchanges.size >= exchangesAtMost) throw tooMany(`This app has ${exchangesAtMost} requests open already.`);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#exchanges.set(id, { id: frame.id, reply });
    this.#receiver?.frame({ ...frame, id });
    reply.onGone(() => this.#cancel(id));
  }

  /** A cancellation names an id that may be another client's: here, closing the connection is what cancels (2026-07-28, "Cancellation"). */
  notify(frame: NotificationFrame): void {
    if (frame.method !== 'notifications/cancelled') this.#receiver?.frame(frame);
  }

  #answer(frame: AnswerFrame): void {
    const exchange = frame.id === null ? undefined : this.#exchanges.get(frame.id);
    if (exchange === undefined || frame.id === null) return;
    this.#exchanges.delete(frame.id);
    this.#usedAt = performance.now();
    exchange.reply.answer(outside(frame, exchange.id));
  }

  #tell(frame: NotificationFrame, about: RequestId): void {
    const exchange = this.#exchanges.get(about);
    if (exchange === undefined) return;
    const params = renamed(frame.params, about, exchange.id);
    exchange.reply.tell(params === frame.params || params === undefined ? frame : { ...frame, params });
  }

  /** Nothing can be asked of a modern client but by the answer to its own request. */
  #cannotAsk({ id, method }: RequestFrame): void {
    const error = { code: methodNotFound, message: `A client of this protocol version can't be sent ${method}.` };
    queueMicrotask(() => this.#receiver?.frame({ jsonrpc: '2.0', id, error }));
  }

  #cancel(id: number): void {
    if (!this.#exchanges.delete(id)) return;
    this.#usedAt = performance.now();
    const params = { requestId: id, reason: 'The client closed the connection.' };
    this.#receiver?.frame({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  }
}

function outside(frame: AnswerFrame, id: RequestId): AnswerFrame {
  if (!('result' in frame) || frame.id === null) return { ...frame, id };
  return { ...frame, id, result: renamed(frame.result, frame.id, id) ?? frame.result };
}

/** The same with the client's own id where a subscription or a cancellation names its request. */
function renamed(params: JsonObject | undefined, inside: RequestId, id: RequestId): JsonObject | undefined {
  if (params === undefined) return undefined;
  const meta = params['_meta'];
  const changed: Record<string, JsonValue> = {};
  if (isObject(meta) && meta[metaKeys.subscriptionId] === inside)
    changed['_meta'] = spelledAs({ ...meta, [metaKeys.subscriptionId]: id }, meta);
  if (params['requestId'] === inside) changed['requestId'] = id;
  return Object.keys(changed).length === 0 ? params : spelledAs({ ...params, ...changed }, params);
}
