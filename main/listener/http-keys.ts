import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isAppName } from '../lib/handshake.ts';
import { WrongGuesses } from '../lib/wrong-guesses.ts';
import type { AppKeys } from './app-keys.ts';
import { HttpRefusal, tooMany } from './http-refusal.ts';

const wrongAtMost = 20;
const bearer = /^bearer +pb_([a-z][a-z0-9-]{0,31})_([0-9a-f]{64})$/i;

/**
 * What an app shows with every HTTP request. It is made from the app's key and names the app, but isn't the key: it crosses loopback as it
 * is, and a program that sits on the port while Patchbay is away must not be able to use it at the socket.
 */
export function httpToken(app: string, key: Buffer): string {
  return `pb_${app}_${digestOf(app, key).toString('hex')}`;
}

/** Which app sends a request. The key's file is looked at each time: an app that was removed is out at once. */
export class HttpKeys {
  readonly #keys: AppKeys;
  readonly #refused: (error: Error) => void;
  readonly #wrong: WrongGuesses;

  /** `refused` hears of wrong keys, a few a minute; `now` gives milliseconds that never run backwards. */
  constructor(keys: AppKeys, refused: (error: Error) => void, now: () => number = () => performance.now()) {
    this.#keys = keys;
    this.#refused = refused;
    this.#wrong = new WrongGuesses(wrongAtMost, now);
  }

  /**
   * The app whose token an `Authorization` header holds, compared in constant time.
   * @throws HttpRefusal 401, or 429 where somebody guesses. The right token is never turned away for another's guesses.
   */
  async appOf(authorization: string | undefined): Promise<string> {
    const [, app = '', digest = ''] = bearer.exec(authorization ?? '') ?? [];
    if (digest === '') throw unauthorized('This needs an app\'s key: "patchbay connect APP --http" prints it.');
    const key = isAppName(app) ? await this.#keys.get(app) : null;
    if (timingSafeEqual(digestOf(app, key ?? randomBytes(32)), Buffer.from(digest, 'hex'))) return app;
    if (this.#wrong.isTooMany()) throw tooMany('Too many wrong keys: wait a minute.');
    this.#refused(new Error(`over HTTP, with a wrong key of "${app}"`));
    throw unauthorized('Patchbay doesn\'t know this key: run "patchbay connect APP --http" and give the app what it prints.');
  }
}

function digestOf(app: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`patchbay http|${app}`).digest();
}

function unauthorized(sentence: string): HttpRefusal {
  return new HttpRefusal(401, sentence, { headers: { 'WWW-Authenticate': 'Bearer realm="patchbay"' } });
}
