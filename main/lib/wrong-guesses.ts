const windowMs = 60_000;

/** How often somebody showed a wrong key or token within a minute: a few are answered as such, more are turned away. */
export class WrongGuesses {
  readonly #atMost: number;
  readonly #now: () => number;
  #since = 0;
  #count = 0;

  /** `now` gives milliseconds that never run backwards. */
  constructor(atMost: number, now: () => number) {
    this.#atMost = atMost;
    this.#now = now;
  }

  /** Counts one more, and says whether it is one too many. */
  isTooMany(): boolean {
    const now = this.#now();
    if (this.#count === 0 || now - this.#since > windowMs) {
      this.#since = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count > this.#atMost;
  }
}
