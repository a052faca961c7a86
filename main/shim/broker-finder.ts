import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import { readEndpoint } from '../lib/endpoint.ts';
import { dial, parseKey } from '../lib/handshake.ts';
import { type Home, keyFile } from '../lib/home.ts';
import type { BrokerStart } from './broker-start.ts';

/** All in milliseconds. */
const firstTimeLimitMs = 8000;
const shortestPauseMs = 50;
const longestPauseMs = 250;
/** Between two looks for a Patchbay that was quit. */
const idlePauseMs = 1000;
const crashTimeMs = 500;
/** An orderly stop that is followed by a start, as for an update, takes less. */
const quitTimeMs = 2000;
/** A connection that lives shorter than this was no success: the pauses go on growing. */
const soundTimeMs = 1000;

export interface Identity {
  readonly app: string;
  /** Null: the built-in `cli`, whose key Patchbay puts into the home. */
  readonly key: Buffer | null;
}

/** Finds Patchbay, and starts it where that is wanted. */
export class BrokerFinder {
  readonly #home: Home;
  readonly #identity: Identity;
  readonly #starter: BrokerStart;
  #pauseMs = shortestPauseMs;
  #connectedAt = 0;

  constructor(home: Home, identity: Identity, starter: BrokerStart) {
    this.#home = home;
    this.#identity = identity;
    this.#starter = starter;
  }

  /** The first connection of this shim; starts Patchbay where none runs. Throws a sentence when it gets none in 8 seconds. */
  async first(): Promise<Socket> {
    const begin = performance.now();
    for (;;) {
      try {
        return await this.#connect();
      } catch (error) {
        if (!(error instanceof NamedError) || error.code !== 'not_running') throw error;
      }
      if (performance.now() - begin > firstTimeLimitMs) throw notReached(this.#home);
      await this.#starter.start(await readEndpoint(this.#home));
      await this.#pause();
    }
  }

  /**
   * The next connection after one ended; never gives up. A Patchbay that crashed is started again; one that was quit is not: `wasQuit`
   * is told, and it is looked for until the person starts it.
   */
  async again(wasQuit: () => void): Promise<Socket> {
    const lostAt = performance.now();
    if (lostAt - this.#connectedAt > soundTimeMs) this.#pauseMs = shortestPauseMs;
    for (;;) {
      await this.#pause();
      try {
        return await this.#connect();
      } catch (error) {
        if (error instanceof NamedError && error.code === 'not_running') await this.#judge(performance.now() - lostAt, wasQuit);
      }
    }
  }

  /** Only an orderly stop takes `endpoint.json` away. */
  async #judge(awayMs: number, wasQuit: () => void): Promise<void> {
    const endpoint = await readEndpoint(this.#home);
    if (endpoint === null && awayMs > quitTimeMs) {
      wasQuit();
      await sleep(idlePauseMs);
    }
    // A disk that is full or a home that is gone mends itself or doesn't; the app's session must not end over it.
    if (endpoint !== null && awayMs > crashTimeMs) await this.#starter.start(endpoint).catch(() => undefined);
  }

  async #connect(): Promise<Socket> {
    const endpoint = await readEndpoint(this.#home);
    const { app } = this.#identity;
    const socket = await dial(endpoint?.socket ?? this.#home.socket, { service: 'mcp', app }, await this.#key());
    this.#connectedAt = performance.now();
    await this.#starter.done();
    return socket;
  }

  async #key(): Promise<Buffer> {
    if (this.#identity.key !== null) return this.#identity.key;
    const text = await readFile(keyFile(this.#home, this.#identity.app), 'utf8').catch(() => '');
    const key = parseKey(text);
    if (key === null)
      throw new NamedError('not_running', `There is no key of "${this.#identity.app}" in ${this.#home.keys} yet: start Patchbay.`);
    return key;
  }

  async #pause(): Promise<void> {
    await sleep(this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }
}

function notReached(home: Home): NamedError {
  const seconds = firstTimeLimitMs / 1000;
  return new NamedError(
    'not_running',
    `Patchbay for ${home.folder} could not be reached or started within ${seconds} seconds: run "patchbay start" to see why.`,
  );
}
