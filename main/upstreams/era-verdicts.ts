import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import { isJsonRecord } from '../lib/json-record.ts';
import { onceForEach } from '../lib/once-for-each.ts';
import type { Era } from '../protocol/versions.ts';

/** Implemented by `store/`: single values that outlive a restart. */
export interface EraStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** What is executed for a server, for telling whether it is still the same. */
export type Executed = object;

interface Verdict {
  readonly era: Era;
  readonly fingerprint: string;
  /** When it was found, in milliseconds since 1970. */
  readonly at: number;
}

/** A server that was updated may be of the modern era by now, and would be spoken to in the old one for ever. */
const validMs = 7 * 86_400_000;

/** Which era each server is of, as it was last found out for what is executed now (protocol-security-reliability.md §1.2, "Cache per process/origin"). */
export class EraVerdicts {
  readonly #store: EraStore;
  readonly #now: () => number;
  readonly #fingerprintOf = onceForEach(fingerprintOf);
  /** Servers that took `server/discover` badly, by what was executed: not to be tried again before one of them has worked. */
  readonly #suspected = new Map<string, string>();

  /** `now` in milliseconds since 1970. */
  constructor(store: EraStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** Null where it must be found out. */
  of(server: string, executed: Executed): Era | null {
    const verdict = this.#read(server);
    if (verdict === null || verdict.fingerprint !== this.#fingerprintOf(executed)) return null;
    return this.#now() - verdict.at < validMs && this.#now() >= verdict.at ? verdict.era : null;
  }

  /** Whether it was seen not to know the modern era, in a start that did not succeed. */
  isSuspected(server: string, executed: Executed): boolean {
    return this.#suspected.get(server) === this.#fingerprintOf(executed);
  }

  suspect(server: string, executed: Executed): void {
    this.#suspected.set(server, this.#fingerprintOf(executed));
  }

  /** It works in this era. */
  prove(server: string, executed: Executed, era: Era): void {
    this.#suspected.delete(server);
    if (this.of(server, executed) === era) return;
    const verdict: Verdict = { era, fingerprint: this.#fingerprintOf(executed), at: this.#now() };
    this.#store.set(keyOf(server), JSON.stringify(verdict));
  }

  /** It did not work: the next start finds out anew. */
  forget(server: string): void {
    this.#suspected.delete(server);
    if (this.#read(server) !== null) this.#store.set(keyOf(server), '');
  }

  #read(server: string): Verdict | null {
    try {
      const value: unknown = JSON.parse(this.#store.get(keyOf(server)) ?? 'null');
      return isVerdict(value) ? value : null;
    } catch {
      // Nothing that this version wrote: it is found out anew.
      return null;
    }
  }
}

function isVerdict(value: unknown): value is Verdict {
  if (!isJsonRecord(value)) return false;
  const { era, fingerprint, at } = value;
  return (era === 'legacy' || era === 'modern') && typeof fingerprint === 'string' && typeof at === 'number';
}

function keyOf(server: string): string {
  return `era:${server}`;
}

function fingerprintOf(executed: Executed): string {
  return createHash('sha256').update(canonicalJson(executed)).digest('hex');
}
