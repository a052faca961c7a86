import { reasonOf } from '../lib/thrown.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';

/** Implemented by `store/`: what a server was when its tools were last listed. */
export interface ListedStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface FirstListingParts {
  readonly listed: ListedStore;
  readonly isKnown: (server: string) => boolean;
  readonly upstreams: { connect(server: string): Promise<UpstreamConnection>; stop(server: string): Promise<void> };
  /** Fingerprint of what is executed for a configured server; null where it isn't configured. */
  readonly fingerprint: (server: string) => string | null;
  readonly report: (sentence: string) => void;
}

/**
 * Finds out once what a new server offers, by starting it in the background, one server after the other, and stopping it again. From
 * then on the catalog answers for it and it starts with its first call.
 */
export class FirstListing {
  readonly #parts: FirstListingParts;
  readonly #wanted = new Set<string>();
  #running: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(parts: FirstListingParts) {
    this.#parts = parts;
  }

  /** Its tools were just listed. */
  noteListed(server: string): void {
    const fingerprint = this.#parts.fingerprint(server);
    if (fingerprint !== null) this.#parts.listed.set(keyOf(server), fingerprint);
  }

  /** Somebody uses this server: it is not stopped when its listing is done. */
  keepRunning(server: string): void {
    this.#wanted.add(server);
  }

  /** Lists those of these servers that were never listed as they are now. */
  listNew(servers: readonly string[]): void {
    for (const server of servers) {
      this.#waiting += 1;
      this.#running = this.#running
        .then(() => this.#list(server))
        .finally(() => {
          this.#waiting -= 1;
        });
    }
  }

  /** Resolves when nothing is being listed, or after `limitMs` milliseconds. */
  async settled(limitMs: number): Promise<void> {
    if (this.#waiting === 0) return;
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, limitMs);
    await Promise.race([this.#running, limit.promise]);
    clearTimeout(timer);
  }

  async #list(server: string): Promise<void> {
    if (this.#isListed(server)) return;
    try {
      await this.#parts.upstreams.connect(server);
      if (!this.#wanted.has(server)) await this.#parts.upstreams.stop(server);
    } catch (error) {
      this.#parts.report(`The tools of ${server} could not be listed: ${reasonOf(error)}`);
    }
  }

  /** A server that was taken out of the settings meanwhile has nothing left to list. */
  #isListed(server: string): boolean {
    const fingerprint = this.#parts.fingerprint(server);
    return fingerprint === null || (this.#parts.isKnown(server) && this.#parts.listed.get(keyOf(server)) === fingerprint);
  }
}

function keyOf(server: string): string {
  return `listed:${server}`;
}
