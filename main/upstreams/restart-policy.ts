const firstDelayMs = 250;
const maxDelayMs = 30_000;
const crashWindowMs = 60_000;
const maxCrashes = 5;

/** When a server that ended by itself may be started again. Says so and does nothing: the clock and the dice are the caller's. */
export class RestartPolicy {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #mostCrashes: number;
  #crashes: number[] = [];
  #inARow = 0;

  /** `now` in milliseconds, never going back; `random` from 0 to 1; `mostCrashes` within a minute. */
  constructor(now: () => number, random: () => number, mostCrashes = maxCrashes) {
    this.#now = now;
    this.#random = random;
    this.#mostCrashes = mostCrashes;
  }

  /** One abnormal end after `ranForMs`. Returns the delay before the next start in milliseconds, or null: it keeps crashing. */
  crashed(ranForMs: number): number | null {
    if (ranForMs >= crashWindowMs) this.reset();
    const now = this.#now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
    if (this.#crashes.length >= this.#mostCrashes) return null;
    const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#inARow);
    this.#inARow += 1;
    return this.#random() * ceiling;
  }

  reset(): void {
    this.#crashes = [];
    this.#inARow = 0;
  }
}
