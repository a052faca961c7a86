import { OneAtATime } from '../lib/one-at-a-time.ts';

/** One thing at a time for each key. */
export class KeyedTurns {
  readonly #turns = new Map<string, { readonly turns: OneAtATime; waiting: number }>();

  /** Resolves or rejects as the work does. */
  async run<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const own = this.#turns.get(key) ?? { turns: new OneAtATime(), waiting: 0 };
    this.#turns.set(key, own);
    own.waiting += 1;
    try {
      return await own.turns.run(work);
    } finally {
      own.waiting -= 1;
      if (own.waiting === 0) this.#turns.delete(key);
    }
  }
}
