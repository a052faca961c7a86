import { reasonOf } from '../lib/thrown.ts';
import type { Caller } from '../protocol/caller.ts';
import { isWanted, mostVerbose } from '../protocol/log-level.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import type { JsonObject } from '../wire/frame.ts';

/** What an app that named no level is told when another one made the server talk more than it does by itself. */
const usualLevel = 'info';

/**
 * `logging/setLevel` holds for a whole connection: the server tells what the most curious of its apps wants, and each app gets its part
 * (protocol-security-reliability.md §1.4, "Logging").
 */
export class SharedLogLevel {
  readonly #peer: JsonRpcPeer;
  readonly #log: (message: string) => void;
  /** Null: nobody asked, so the server decides what it tells. */
  #level: string | null = null;
  #told: Promise<unknown> = Promise.resolve();

  constructor(peer: JsonRpcPeer, log: (message: string) => void) {
    this.#peer = peer;
    this.#log = log;
  }

  /** Resolves when the server knows. */
  async follow(callers: Iterable<Caller>, timeoutMs: number): Promise<void> {
    const level = mostVerbose([...callers].map(({ logLevel }) => logLevel));
    if (level !== null && level !== this.#level) {
      this.#level = level;
      this.#told = this.#peer.request('logging/setLevel', { level }, { timeoutMs }).catch((error: unknown) => {
        this.#log(`The log level ${level} was not accepted: ${reasonOf(error)}`);
      });
    }
    await this.#told;
  }

  /** The server no longer knows what it was told. */
  forget(): void {
    this.#level = null;
  }

  /** Whether an app gets this message. A modern app that asked for none gets none; a legacy one gets what the server tells by itself. */
  isFor({ era, logLevel }: Caller, params: JsonObject | undefined): boolean {
    if (logLevel !== null) return isWanted(params?.['level'], logLevel);
    if (era === 'modern') return false;
    return this.#level === null || isWanted(params?.['level'], usualLevel);
  }
}
