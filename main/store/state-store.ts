import type { Database } from 'better-sqlite3';

/** Single values that outlive a restart, such as the pause switch. */
export class StateStore {
  readonly #get;
  readonly #set;

  constructor(database: Database) {
    this.#get = database.prepare<[string], { value: string }>('SELECT value FROM state WHERE key = ?');
    this.#set = database.prepare('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)');
  }

  get(key: string): string | null {
    return this.#get.get(key)?.value ?? null;
  }

  set(key: string, value: string): void {
    this.#set.run(key, value);
  }
}
