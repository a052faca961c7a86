import { setImmediate as nextTurn } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import type { ServerAsk } from '../protocol/caller.ts';
import { isInputAnswer } from '../protocol/input-answer.ts';
import type { JsonObject } from '../wire/frame.ts';
import { withProgressToken } from '../wire/progress-token.ts';

/** One request of the app that a call waits with: the first, or a later round of it. */
export interface Round {
  readonly signal: AbortSignal;
  readonly progress: (tick: JsonObject) => void;
  readonly notify: (method: string, params: JsonObject | undefined) => void;
}

interface Question {
  readonly request: ServerAsk;
  readonly resolve: (answer: JsonObject) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A call that goes on while the app doesn't wait for it: a legacy server asks in the middle of a request, a modern app is asked by the end
 * of one and answers with the next.
 */
export class OpenCall {
  readonly #running = new AbortController();
  readonly #questions = new Map<string, Question>();
  #outcome: Promise<JsonObject> | null = null;
  #round: Round | null = null;
  #asked = Promise.withResolvers<void>();
  #asks = 0;
  #isAbandoned = false;
  readonly #admit: (request: ServerAsk) => void;

  /** `admit` throws where no more can be asked. */
  constructor(admit: (request: ServerAsk) => void) {
    this.#admit = admit;
  }

  /** Aborts when the app gives up the call. */
  get signal(): AbortSignal {
    return this.#running.signal;
  }

  get hasQuestions(): boolean {
    return this.#questions.size > 0;
  }

  begin(call: () => Promise<JsonObject>): void {
    this.#outcome = call();
    // Whoever waits hears of it; between two rounds nobody does.
    this.#outcome.catch(() => undefined);
  }

  progress(tick: JsonObject): void {
    this.#round?.progress(tick);
  }

  /** Between two rounds there is nobody to tell. */
  notify(method: string, params: JsonObject | undefined): void {
    this.#round?.notify(method, params);
  }

  /** A server's question; rejects with the signal's reason when it no longer wants the answer. */
  async ask(request: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
    signal.throwIfAborted();
    if (this.#isAbandoned) return unanswered(request.method);
    this.#admit(request);
    this.#asks += 1;
    const key = `question-${this.#asks}`;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const withdraw = (): void => reject(signal.reason);
    signal.addEventListener('abort', withdraw, { once: true });
    this.#questions.set(key, { request, resolve, reject });
    this.#asked.resolve();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', withdraw);
      this.#questions.delete(key);
    }
  }

  /** The result of the call; null: the app has to be asked something first. Rejects as the call does. */
  async wait(round: Round): Promise<JsonObject | null> {
    const cancel = (): void => this.cancel(round.signal.reason);
    if (round.signal.aborted) cancel();
    round.signal.addEventListener('abort', cancel, { once: true });
    this.#round = round;
    try {
      return await this.#resultOrQuestion();
    } finally {
      this.#round = null;
      round.signal.removeEventListener('abort', cancel);
    }
  }

  /** `inputRequests`, as the app is asked them. */
  questions(): JsonObject {
    const asked = [...this.#questions].map(([key, { request }]): [string, JsonObject] => {
      const params = withProgressToken(request.params, null);
      return [key, { method: request.method, ...(params !== undefined && { params }) }];
    });
    return Object.fromEntries(asked);
  }

  /** What was asked and isn't answered here, or not in a way that could be an answer, stays open. */
  answer(responses: JsonObject): void {
    for (const [key, { request, resolve }] of this.#questions) {
      const response = Object.hasOwn(responses, key) ? responses[key] : undefined;
      // The check has seen that it is an object.
      if (isInputAnswer(request.method, response)) this.#settle(key, () => resolve(response as JsonObject));
    }
  }

  /** The app never came back: what the server asked is answered as by somebody who doesn't want to, and it may end the call as it likes. */
  abandon(): void {
    this.#isAbandoned = true;
    for (const [key, { request, resolve, reject }] of this.#questions)
      this.#settle(key, () => void unanswered(request.method).then(resolve, reject));
  }

  /** The app gave up: the call itself is cancelled. */
  cancel(reason: unknown): void {
    this.#isAbandoned = true;
    this.#running.abort(reason);
    for (const [key, { reject }] of this.#questions) this.#settle(key, () => reject(reason));
  }

  #settle(key: string, settle: () => void): void {
    this.#questions.delete(key);
    settle();
  }

  async #resultOrQuestion(): Promise<JsonObject | null> {
    for (;;) {
      if (!this.hasQuestions) this.#asked = Promise.withResolvers();
      const result = await Promise.race([this.#outcome ?? Promise.resolve({}), this.#asked.promise]);
      if (result !== undefined) return result;
      // What is asked in the same breath is asked together.
      await nextTurn();
      if (this.hasQuestions) return null;
    }
  }
}

function unanswered(method: string): Promise<JsonObject> {
  if (method === 'elicitation/create') return Promise.resolve({ action: 'cancel' });
  return Promise.reject(new NamedError('approval_timeout', 'The app did not come back to answer this.'));
}
