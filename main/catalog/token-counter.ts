import { Worker } from 'node:worker_threads';
import type { CountAnswer, CountQuestion } from './token-counter/messages.ts';

export interface TokenCounterTimes {
  /** Milliseconds without work after which the worker, and its memory, goes. */
  readonly idleMs: number;
  /** Milliseconds after which counting is given up: some texts take a tokenizer for ever. */
  readonly limitMs: number;
}

type Pending = PromiseWithResolvers<readonly number[]>;

/** Counts o200k_base tokens in a worker thread that is started when needed and ends when idle. */
export class TokenCounter implements AsyncDisposable {
  readonly #program: URL;
  readonly #times: TokenCounterTimes;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isDisposed = false;

  /** `program`: the built `main/catalog/token-counter/main.ts`. */
  constructor(program: URL, times: TokenCounterTimes = { idleMs: 10_000, limitMs: 30_000 }) {
    this.#program = program;
    this.#times = times;
  }

  /** Tokens of each text, in order. Rejects when the worker fails, takes too long or is at its end; the next call starts a new one. */
  async count(texts: readonly string[]): Promise<readonly number[]> {
    if (this.#isDisposed) throw new Error('The token counter has ended.');
    if (texts.length === 0) return [];
    const id = (this.#lastId += 1);
    const pending: Pending = Promise.withResolvers();
    this.#pending.set(id, pending);
    this.#worker ??= this.#start();
    this.#watch();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    this.#worker.postMessage({ id, texts } satisfies CountQuestion);
    return pending.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#end(new Error('The token counter was stopped.'));
  }

  #start(): Worker {
    const worker = new Worker(this.#program, { env: {} });
    worker.on('message', (answer: CountAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) => this.#lost(worker, new Error(`The token counter ended with code ${code}.`)));
    return worker;
  }

  #answered(answer: CountAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.counts === null) pending?.reject(new Error(answer.failure));
    else pending?.resolve(answer.counts);
    this.#watch();
  }

  /** While there is work the timer is its limit, else the idle time. */
  #watch(): void {
    clearTimeout(this.#timer);
    const isIdle = this.#pending.size === 0;
    if (isIdle) this.#worker?.unref();
    else this.#worker?.ref();
    const reason = new Error(`Counting tokens took longer than ${this.#times.limitMs} ms.`);
    this.#timer = setTimeout(() => void this.#end(reason), isIdle ? this.#times.idleMs : this.#times.limitMs);
    this.#timer.unref();
  }

  async #end(reason: Error): Promise<void> {
    const worker = this.#worker;
    if (worker !== null) this.#lost(worker, reason);
    await worker?.terminate();
  }

  #lost(worker: Worker, reason: Error): void {
    if (this.#worker !== worker) return;
    clearTimeout(this.#timer);
    this.#worker = null;
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }
}
