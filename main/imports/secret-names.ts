import { createHash } from 'node:crypto';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { Place } from './draft.ts';
import { secretNameFor } from './found-names.ts';

/** Of the vault, what an import needs. */
export interface SecretStore {
  read(name: string): Promise<string | null>;
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  names(): readonly string[];
}

/** More secrets than anybody has. */
const mostSecrets = 5_000;

/** What found secrets are called in the vault: the same value has one name, and no name stands for two values. */
export class SecretNames {
  readonly #vault: Pick<SecretStore, 'read' | 'names'>;
  /** By a digest of the value. */
  readonly #given = new BoundedMap<string, string>(mostSecrets);
  readonly #reserved = new BoundedMap<string, string>(mostSecrets);

  constructor(vault: Pick<SecretStore, 'read' | 'names'>) {
    this.#vault = vault;
  }

  async nameOf(server: string, place: Place, value: string): Promise<string> {
    const digest = createHash('sha256').update(value).digest('base64');
    const known = this.#given.get(digest);
    if (known !== undefined && (await this.#isFreeFor(known, digest, value))) return known;
    const others = new Set<string>();
    for (;;) {
      const name = secretNameFor(server, place, (candidate) => others.has(candidate));
      if (await this.#isFreeFor(name, digest, value)) {
        this.#given.set(digest, name);
        this.#reserved.set(name, digest);
        return name;
      }
      others.add(name);
    }
  }

  /** A vault that is locked doesn't say what a secret is: then it is another one. */
  async #isFreeFor(name: string, digest: string, value: string): Promise<boolean> {
    const reserved = this.#reserved.get(name);
    if (reserved !== undefined && reserved !== digest) return false;
    if (!this.#vault.names().includes(name)) return true;
    return (await this.#vault.read(name).catch(() => null)) === value;
  }
}
