import type { ServerResponse } from 'node:http';
import { NamedError } from '../../contract/errors.ts';
import type { Channel, ChannelReceiver } from '../wire/channel.ts';
import { wireErrorOf } from '../wire/error-numbers.ts';
import type { Frame, JsonObject, RequestFrame, RequestId } from '../wire/frame.ts';
import type { Accepted } from './http-accept.ts';
import { HttpRefusal, tooMany } from './http-refusal.ts';
import { ReplayLog } from './http-replay-log.ts';
import { JsonReply, type Reply } from './http-reply.ts';
import { ResumableStream, type StreamStart } from './http-resumable-stream.ts';

/** Requests of one session that wait for their answer. */
const requestsAtMost = 256;
/** Streams that have ended and can still be read to their end. */
const endedAtMost = 64;
/** How long they can, in milliseconds. */
const afterlifeMs = 60_000;
const eventId = /^(\d{1,15})-(\d{1,15})$/;

/** A session of the legacy era: every POST carries one message, and what it leads to comes back on that POST's own stream. */
export class LegacyChannel implements Channel {
  readonly id: string;
  readonly app: string;
  /** The revision that both sides agreed on. */
  version: string | null = null;
  readonly #log = new ReplayLog();
  readonly #standing = new ResumableStream(0, this.#log);
  readonly #streams = new Map([[0, this.#standing]]);
  readonly #replies = new Map<RequestId, Reply>();
  readonly #gone: () => void;
  #ended: ResumableStream[] = [];
  #receiver: ChannelReceiver | null = null;
  #held: RequestFrame[] = [];
  #paused = false;
  #closed = false;
  #streamCount = 0;
  #usedAt = performance.now();

  constructor(id: string, app: string, gone: () => void) {
    this.id = id;
    this.app = app;
    this.#gone = gone;
  }

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    if (this.#closed) receiver.closed();
  }

  send(frame: Frame, about?: RequestId): boolean {
    if (this.#closed) return true;
    const reply = 'method' in frame ? this.#tell(frame, about) : this.#answer(frame);
    return reply?.isCongested !== true;
  }

  async drained(): Promise<void> {
    await Promise.all([this.#standing, ...this.#replies.values(), ...this.#ended].map((reply) => reply.drained()));
  }

  /** Requests wait; answers and cancellations never do. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    while (!this.#paused && this.#held.length > 0) this.#pass(this.#held.shift());
  }

  /** Everything that waits for an answer gets one that says why there is none. */
  close(
    reason = new NamedError('restarting', 'Patchbay ended this session before it answered: look whether it was done, and try again.'),
  ): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    for (const [id, reply] of this.#replies) reply.answer({ jsonrpc: '2.0', id, error: wireErrorOf(reason) });
    this.#replies.clear();
    this.#standing.abandon();
    this.#held = [];
    this.#gone();
    this.#receiver?.closed();
    return Promise.resolve();
  }

  /** Milliseconds since somebody last used it; 0 while somebody does. */
  get idleMs(): number {
    return this.#replies.size > 0 || this.#standing.isConnected ? 0 : performance.now() - this.#usedAt;
  }

  /** A request that was POSTed. @throws HttpRefusal 400 for an id that is in use, 429. */
  request(frame: RequestFrame, response: ServerResponse, { stream }: Accepted, start: StreamStart): void {
    this.#usedAt = performance.now();
    if (this.#replies.has(frame.id))
      throw new HttpRefusal(400, 'A request with this id is still being handled: use an id only once.', { id: frame.id });
    if (this.#replies.size >= requestsAtMost) throw tooMany(`This session has ${requestsAtMost} requests open already.`);
    this.#replies.set(frame.id, stream ? this.#newStream(response, start) : new JsonReply(response, start.headers));
    if (this.#paused) this.#held.push(frame);
    else this.#pass(frame);
  }

  /** A notification, or an answer to something that was asked, that was POSTed. */
  deliver(frame: Exclude<Frame, RequestFrame>): void {
    this.#usedAt = performance.now();
    this.#receiver?.frame(frame);
    if ('method' in frame && frame.method === 'notifications/cancelled') this.#cancel(frame.params);
  }

  /** The standing stream of a GET. @throws HttpRefusal 409 where there is one. */
  listen(response: ServerResponse, start: StreamStart): void {
    if (this.#standing.isConnected) throw new HttpRefusal(409, 'This session has a standing stream already.');
    this.#usedAt = performance.now();
    this.#standing.connect(response, start);
  }

  /** Goes on with a stream whose connection was lost. @throws HttpRefusal 400 where that can't be. */
  resumeStream(response: ServerResponse, lastEventId: string, start: StreamStart): void {
    this.#usedAt = performance.now();
    const [, number, sequence] = eventId.exec(lastEventId) ?? [];
    const stream = this.#streams.get(Number(number));
    if (stream === undefined) throw new HttpRefusal(400, 'This event is not known here, or no longer.');
    stream.resume(response, Number(sequence), start);
  }

  /** Forgets streams that ended a while ago. */
  sweep(): void {
    const before = performance.now() - afterlifeMs;
    while ((this.#ended[0]?.endedAt ?? Infinity) < before) this.#forget(this.#ended.shift());
  }

  #tell(frame: Frame, about: RequestId | undefined): Reply {
    const reply = about === undefined ? undefined : this.#replies.get(about);
    if (reply?.tell(frame) === true) return reply;
    this.#standing.tell(frame);
    return this.#standing;
  }

  #answer(frame: Exclude<Frame, { method: string }>): Reply | undefined {
    const reply = frame.id === null ? undefined : this.#take(frame.id);
    reply?.answer(frame);
    return reply;
  }

  #cancel(params: JsonObject | undefined): void {
    const id = params?.['requestId'];
    if (typeof id === 'string' || typeof id === 'number') this.#take(id)?.abandon();
  }

  #take(id: RequestId): Reply | undefined {
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    this.#usedAt = performance.now();
    if (!(reply instanceof ResumableStream)) return reply;
    this.#ended.push(reply);
    while (this.#ended.length > endedAtMost) this.#forget(this.#ended.shift());
    return reply;
  }

  #newStream(response: ServerResponse, start: StreamStart): ResumableStream {
    this.#streamCount += 1;
    const stream = new ResumableStream(this.#streamCount, this.#log);
    this.#streams.set(stream.number, stream);
    stream.connect(response, start);
    return stream;
  }

  #forget(stream: ResumableStream | undefined): void {
    if (stream === undefined) return;
    this.#streams.delete(stream.number);
    this.#log.forget(stream.number);
  }

  #pass(frame: RequestFrame | undefined): void {
    // It may have been cancelled while it waited.
    if (frame !== undefined && this.#replies.has(frame.id)) this.#receiver?.frame(frame);
  }
}
