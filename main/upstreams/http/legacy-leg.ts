import type { NotificationFrame, RequestFrame, RequestId, ResultFrame, ErrorFrame, Frame } from '../../wire/frame.ts';
import { AnswerReader } from './answer-reader.ts';
import type { HttpAnswer } from './http-endpoint.ts';
import { brokenAnswer, networkFailure } from './http-failures.ts';
import type { LegOptions } from './leg-options.ts';
import { LegacyRequests, ResumePace } from './legacy-requests.ts';
import { type LegacySession, noSession, sessionIdIn } from './legacy-session.ts';
import { Renewal } from './renewal.ts';
import { discard } from './read-body.ts';
import { type Refusal, refusalIn, saysSessionIsLost, tellRefusal } from './refusal.ts';
import { StandingStream } from './standing-stream.ts';

export interface LegacyOptions extends LegOptions {
  /** Called when the server refuses initialize; true: somebody else takes the conversation from here, this frame included. */
  readonly handOver: (frame: RequestFrame, refusal: Refusal) => Promise<boolean>;
}

/** For the server to take something that it needn't answer, in milliseconds. */
const deliveryMs = 30_000;
const farewellMs = 2000;

interface Running {
  readonly life: AbortController;
  hasLeft: boolean;
}

/** Streamable HTTP of the revisions 2025-03-26 to 2025-11-25: sessions, streams that can be resumed, and a standing one. */
export class LegacyLeg {
  readonly #options: LegacyOptions;
  readonly #requests: LegacyRequests;
  readonly #standing: StandingStream;
  readonly #renewal: Renewal;
  readonly #running = new Map<RequestId, Running>();
  /** Until the server has taken `notifications/initialized`, nothing else is asked of it. */
  #ready: Promise<unknown> = Promise.resolve();
  /** What needs no answer is sent one after the other, in its order. */
  #told: Promise<unknown> = Promise.resolve();

  constructor(options: LegacyOptions) {
    const { endpoint, inbox, otherSide, closing } = options;
    this.#options = options;
    this.#requests = new LegacyRequests(endpoint);
    this.#renewal = new Renewal({ requests: this.#requests, inbox, otherSide, closing, renewed: (session) => this.#renewed(session) });
    this.#standing = new StandingStream({
      requests: this.#requests,
      inbox,
      otherSide,
      refused: (refusal, session) => void this.#renewIfLost(refusal, session, null).catch(() => undefined),
    });
  }

  get inFlight(): number {
    return this.#running.size;
  }

  send(frame: Frame): void {
    if ('method' in frame && 'id' in frame) void this.#ask(frame);
    else if (!('method' in frame)) this.#tell(frame);
    else if (frame.method === 'notifications/cancelled') this.#cancel(frame);
    else if (frame.method === 'notifications/initialized') this.#ready = this.#begin(frame);
    else this.#tell(frame);
  }

  /** Tells the server that the session is over, if it keeps one. */
  async close(): Promise<void> {
    this.#standing.close();
    const session = this.#renewal.session;
    if (session.id === null) return;
    await this.#requests.end(session, AbortSignal.timeout(farewellMs)).then(
      ({ body }) => body.on('error', () => undefined).destroy(),
      // It may be gone, or not allow this: in both cases the session is none of ours any more.
      () => undefined,
    );
  }

  async #ask(frame: RequestFrame): Promise<void> {
    const own: Running = { life: new AbortController(), hasLeft: false };
    this.#running.set(frame.id, own);
    const signal = AbortSignal.any([own.life.signal, this.#options.closing]);
    const isHello = frame.method === 'initialize';
    try {
      if (!isHello) await this.#ready;
      signal.throwIfAborted();
      own.hasLeft = true;
      await (isHello ? this.#hello(frame, signal) : this.#converse(frame, signal));
    } catch (error) {
      if (!signal.aborted) this.#options.inbox.failed(frame.id, networkFailure(this.#options.otherSide, error));
    } finally {
      if (this.#running.get(frame.id) === own) this.#running.delete(frame.id);
      this.#options.settled();
    }
  }

  async #hello(frame: RequestFrame, signal: AbortSignal): Promise<void> {
    const answer = await this.#requests.post(frame, noSession, signal);
    const refusal = await refusalIn(answer);
    if (refusal !== null) {
      if (!(await this.#options.handOver(frame, refusal))) tellRefusal(refusal, frame.id, this.#options);
      return;
    }
    this.#renewal.begin(frame, { id: sessionIdIn(answer.headers['mcp-session-id']), version: null });
    await this.#follow(frame, answer, { session: this.#renewal.session, signal });
  }

  async #converse(frame: RequestFrame, signal: AbortSignal): Promise<void> {
    let session = this.#renewal.session;
    let answer = await this.#requests.post(frame, session, signal);
    let refusal = await refusalIn(answer);
    const next = refusal === null ? null : await this.#renewIfLost(refusal, session, frame.id);
    if (next !== null) {
      session = next;
      answer = await this.#requests.post(frame, session, signal);
      refusal = await refusalIn(answer);
    }
    if (refusal !== null) tellRefusal(refusal, frame.id, this.#options);
    else await this.#follow(frame, answer, { session, signal });
  }

  /** Reads the answer, over as many connections as it takes. */
  async #follow(
    frame: RequestFrame,
    first: HttpAnswer,
    { session, signal }: { session: LegacySession; signal: AbortSignal },
  ): Promise<void> {
    this.#standing.revive();
    if (first.status === 202) {
      discard(first.body);
      return;
    }
    const { inbox, otherSide } = this.#options;
    const answered = frame.method === 'initialize' ? (answer: ResultFrame | ErrorFrame) => this.#renewal.answered(answer) : undefined;
    const reader = new AnswerReader({ inbox, otherSide, request: frame.id, ...(answered !== undefined && { answered }) });
    const pace = new ResumePace(reader);
    await reader.read(first);
    while (!reader.isAnswered) {
      if (reader.lastEventId === null || !(await pace.next(signal))) throw brokenAnswer(otherSide);
      await this.#resume(reader, session, signal);
    }
  }

  async #resume(reader: AnswerReader, session: LegacySession, signal: AbortSignal): Promise<void> {
    const answer = await this.#requests.stream(session, reader.lastEventId, signal).catch(() => null);
    signal.throwIfAborted();
    if (answer === null) return;
    const refusal = await refusalIn(answer);
    if (refusal === null) await reader.read(answer);
    else if (refusal.status < 500) throw brokenAnswer(this.#options.otherSide);
  }

  async #begin(frame: NotificationFrame): Promise<void> {
    this.#renewal.initialized(frame);
    const session = this.#renewal.session;
    if (await this.#deliver(frame)) this.#standing.open(session);
  }

  /** A request that hasn't left yet never does. */
  #cancel(frame: NotificationFrame): void {
    const { requestId } = frame.params ?? {};
    const running = typeof requestId === 'string' || typeof requestId === 'number' ? this.#running.get(requestId) : undefined;
    if (running?.hasLeft === false) running.life.abort();
    else void this.#deliver(frame).finally(() => running?.life.abort());
  }

  #tell(frame: Frame): void {
    this.#told = Promise.all([this.#told, this.#ready]).then(() => this.#deliver(frame));
  }

  /** Whether the server took it. An answer of ours means nothing to a new session. */
  async #deliver(frame: Frame): Promise<boolean> {
    const { closing, inbox, otherSide } = this.#options;
    const signal = AbortSignal.any([closing, AbortSignal.timeout(deliveryMs)]);
    const session = this.#renewal.session;
    try {
      const refusal = await this.#offer(frame, session, signal);
      if (refusal === null) return true;
      const next = await this.#renewIfLost(refusal, session, null);
      if (next !== null && 'method' in frame && (await this.#offer(frame, next, signal)) === null) return true;
      inbox.note(`A message to ${otherSide} was refused with HTTP status ${refusal.status}.`);
    } catch (error) {
      if (!closing.aborted) inbox.note(`A message did not reach ${otherSide}: ${networkFailure(otherSide, error).message}`);
    }
    return false;
  }

  async #offer(frame: Frame, session: LegacySession, signal: AbortSignal): Promise<Refusal | null> {
    const answer = await this.#requests.post(frame, session, signal);
    const refusal = await refusalIn(answer);
    if (refusal === null) discard(answer.body);
    return refusal;
  }

  /** The session after this one; null where the refusal was about something else. */
  async #renewIfLost(refusal: Refusal, session: LegacySession, request: RequestId | null): Promise<LegacySession | null> {
    if (session.id === null || !saysSessionIsLost(refusal, request)) return null;
    return this.#renewal.after(session);
  }

  #renewed(session: LegacySession): void {
    this.#standing.open(session);
    this.#options.inbox.renewed();
  }
}
