import { NamedError } from '../../contract/errors.ts';

/** The requests that a connection waits for, so that it can be ended without breaking one off. */
export class CallsUnderWay {
  readonly #server: string;
  #count = 0;
  #idle: PromiseWithResolvers<void> | null = null;
  #draining = false;

  constructor(server: string) {
    this.#server = server;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws NamedError `upstream_failed` while the connection is being ended, and what the work throws. */
  async run<Value>(method: string, work: () => Promise<Value>): Promise<Value> {
    if (this.#draining) throw new NamedError('upstream_failed', `The server “${this.#server}” is being stopped: try again when it runs.`);
    this.#count += 1;
    try {
      return await work();
    } catch (error) {
      throw withoutEffect(method, error);
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#idle?.resolve();
    }
  }

  /** Refuses new requests. Resolves when the last one is answered, or after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    this.#draining = true;
    if (this.#count === 0) return;
    this.#idle ??= Promise.withResolvers();
    const timer = setTimeout(() => this.#idle?.resolve(), withinMs);
    await this.#idle.promise;
    clearTimeout(timer);
  }
}

/** Only a tool changes anything: any other request that was not answered has simply failed. */
function withoutEffect(method: string, error: unknown): unknown {
  if (method === 'tools/call' || !(error instanceof NamedError) || error.code !== 'outcome_unknown') return error;
  return new NamedError('upstream_failed', error.message, error.data, { cause: error });
}
