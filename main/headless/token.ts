import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { WrongGuesses } from '../lib/wrong-guesses.ts';

const wrongAtMost = 10;

export type TokenVerdict = 'right' | 'missing' | 'wrong' | 'throttled';

/**
 * The secret that a browser tab shows with every request. It is new at every start, so a restart takes every tab's access back.
 * Wrong guesses are counted, never the right token: somebody who guesses can't lock the person out.
 */
export class WindowToken {
  readonly value = randomBytes(32).toString('base64url');
  readonly #digest = digestOf(this.value);
  readonly #wrong: WrongGuesses;

  /** `now` gives milliseconds that never run backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.#wrong = new WrongGuesses(wrongAtMost, now);
  }

  /** Judges an `Authorization` header in a time that says nothing about the token. */
  judge(authorization: string | undefined): TokenVerdict {
    const given = /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1];
    if (given === undefined) return 'missing';
    if (timingSafeEqual(digestOf(given), this.#digest)) return 'right';
    return this.#wrong.isTooMany() ? 'throttled' : 'wrong';
  }
}

/** Digests have one length, which the comparison needs. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
