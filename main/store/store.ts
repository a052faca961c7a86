import type { Database } from 'better-sqlite3';
import { openDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';

/** The one database of this home. The classes beside this file take `database` and prepare their own statements. */
export class Store implements Disposable {
  readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** @throws NamedError `conflict` or `internal`, as `openDatabase` says. */
  static open(path: string): Store {
    return new Store(openDatabase(path, migrations));
  }

  [Symbol.dispose](): void {
    if (this.database.open) this.database.close();
  }
}
