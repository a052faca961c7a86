import { NamedError } from '../../contract/errors.ts';
import type { Caller } from '../protocol/caller.ts';

/** What progress can't extend, in milliseconds (lifecycle, "Timeouts": a maximum regardless of progress). */
const longestMs = 2 * 3_600_000;
/** Where a tool's own time limit is long, its maximum is longer. */
const longestFactor = 10;
/** More than this a timer of Node can't hold. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * How long Patchbay waits for one call at most. A server that has asked the person or the app something waits itself: that time doesn't count,
 * nor does it against the time between two signs of life, which the connection keeps (`CallOwners.waitedUntil`).
 */
export class CallPatience implements Disposable {
  readonly #given: AbortSignal;
  readonly #over = new AbortController();
  #leftMs: number;
  #timer: NodeJS.Timeout | undefined;
  #countedFrom = 0;
  #asked = 0;
  #ended = false;

  /** `timeoutMs`: the tool's time without an answer or a tick of progress. `given`: aborts when nobody waits for the call any more. */
  constructor(timeoutMs: number, given: AbortSignal) {
    this.#given = given;
    given.addEventListener('abort', this.#giveUp, { once: true });
    if (given.aborted) this.#giveUp();
    this.#leftMs = Math.min(Math.max(longestMs, longestFactor * timeoutMs), longestTimerMs);
    this.#count();
  }

  /** Aborts with `upstream_timeout` when the maximum has passed, and with the reason of the given signal when that aborts. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The same caller, whose answers this call waits for. */
  around(caller: Caller): Caller {
    const { app, session, era, capabilities, logLevel } = caller;
    return {
      ...{ app, session, era, capabilities, logLevel },
      ask: (request, signal) => this.#whileAsked(() => caller.ask(request, signal)),
      notify: (method, params) => caller.notify(method, params),
    };
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#given.removeEventListener('abort', this.#giveUp);
  }

  readonly #giveUp = (): void => this.#over.abort(this.#given.reason);

  async #whileAsked(ask: () => ReturnType<Caller['ask']>): ReturnType<Caller['ask']> {
    if (this.#asked === 0) this.#stop();
    this.#asked += 1;
    try {
      return await ask();
    } finally {
      this.#asked -= 1;
      if (this.#asked === 0 && !this.#ended) this.#count();
    }
  }

  #count(): void {
    this.#countedFrom = performance.now();
    this.#timer = setTimeout(() => this.#over.abort(tooLong()), this.#leftMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#countedFrom));
  }
}

function tooLong(): NamedError {
  return new NamedError('upstream_timeout', 'The call went on for longer than Patchbay lets any call, although there was progress.');
}
