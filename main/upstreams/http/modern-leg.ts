import type { NotificationFrame, RequestFrame, RequestId } from '../../wire/frame.ts';
import { jsonText } from '../../wire/json-text.ts';
import { AnswerReader } from './answer-reader.ts';
import type { HttpAnswer } from './http-endpoint.ts';
import { brokenAnswer, networkFailure } from './http-failures.ts';
import type { LegOptions } from './leg-options.ts';
import { modernHeaders } from './modern-headers.ts';
import { ParameterHeaders } from './parameter-headers.ts';
import { discard } from './read-body.ts';
import { refusalIn, tellRefusal } from './refusal.ts';

/** Streamable HTTP from 2026-07-28 on: no session, each request for itself; a stream that breaks takes its request with it. */
export class ModernLeg {
  readonly #options: LegOptions;
  readonly #parameters: ParameterHeaders;
  readonly #running = new Map<RequestId, AbortController>();

  constructor(options: LegOptions) {
    this.#options = options;
    this.#parameters = new ParameterHeaders((sentence) => options.inbox.note(sentence));
  }

  get inFlight(): number {
    return this.#running.size;
  }

  send(frame: RequestFrame | NotificationFrame, version: string): void {
    if ('id' in frame) void this.#ask(frame, version);
    else void this.#tell(frame, version);
  }

  /** To end the stream is how a request is cancelled. False where there is no such request. */
  cancel(id: RequestId): boolean {
    const running = this.#running.get(id);
    this.#running.delete(id);
    running?.abort();
    if (running !== undefined) this.#options.settled();
    return running !== undefined;
  }

  async #ask(frame: RequestFrame, version: string): Promise<void> {
    const { closing, inbox, otherSide, settled } = this.#options;
    const own = new AbortController();
    this.#running.set(frame.id, own);
    const signal = AbortSignal.any([own.signal, closing]);
    try {
      await this.#converse(frame, version, signal);
    } catch (error) {
      if (!signal.aborted) inbox.failed(frame.id, networkFailure(otherSide, error));
    } finally {
      if (this.#running.get(frame.id) === own) this.#running.delete(frame.id);
      settled();
    }
  }

  async #converse(frame: RequestFrame, version: string, signal: AbortSignal): Promise<void> {
    const { inbox, otherSide } = this.#options;
    const answer = await this.#post(frame, version, signal);
    const refusal = await refusalIn(answer);
    signal.throwIfAborted();
    if (refusal !== null) {
      tellRefusal(refusal, frame.id, this.#options);
      return;
    }
    const reader = new AnswerReader({ inbox, otherSide, request: frame.id, answered: (said) => this.#parameters.learn(frame, said) });
    await reader.read(answer);
    if (!reader.isAnswered) throw brokenAnswer(otherSide);
  }

  async #tell(frame: NotificationFrame, version: string): Promise<void> {
    const { closing, inbox, otherSide } = this.#options;
    try {
      const answer = await this.#post(frame, version, closing);
      const refusal = await refusalIn(answer);
      if (refusal === null) discard(answer.body);
      else inbox.note(`A message to ${otherSide} was refused with HTTP status ${refusal.status}.`);
    } catch (error) {
      if (!closing.aborted) inbox.note(`A message did not reach ${otherSide}: ${networkFailure(otherSide, error).message}`);
    }
  }

  #post(frame: RequestFrame | NotificationFrame, version: string, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = {
      ...modernHeaders(frame.method, frame.params, version),
      ...('id' in frame && this.#parameters.headersFor(frame)),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    return this.#options.endpoint.ask({ method: 'POST', headers, body: jsonText(frame), signal });
  }
}
