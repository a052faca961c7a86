import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Wrong tokens that are answered as such within one window of time; more are turned away. */
const wrongAtMost = 10;
const windowMs = 60_000;

export type TokenVerdict = 'right' | 'missing' | 'wrong' | 'throttled';

/**
 * The secret that a browser tab shows with every request. It is new at every start, so a restart takes every tab's access back.
 * Wrong guesses are counted, never the right token: somebody who guesses can't lock the person out.
 */
export class WindowToken {
  readonly value = randomBytes(32).toString('base64url');
  readonly #digest = digestOf(this.value);
  readonly #now: () => number;
  #wrongSince = 0;
  #wrong = 0;

  /** `now` gives milliseconds that never run backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Judges an `Authorization` header in a time that says nothing about the token. */
  judge(authorization: string | undefined): TokenVerdict {
    const given = /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1];
    if (given === undefined) return 'missing';
    if (timingSafeEqual(digestOf(given), this.#digest)) return 'right';
    return this.#countWrong() > wrongAtMost ? 'throttled' : 'wrong';
  }

  #countWrong(): number {
    const now = this.#now();
    if (this.#wrong === 0 || now - this.#wrongSince > windowMs) {
      this.#wrongSince = now;
      this.#wrong = 0;
    }
    this.#wrong += 1;
    return this.#wrong;
  }
}

/** Digests have one length, which the comparison needs. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
