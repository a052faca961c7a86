import { chmodSync, closeSync, openSync } from 'node:fs';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import { migrate, refuseNewer } from './migrate.ts';
import type { Migration } from './migrations/migration.ts';

/** Another process (a backup, a curious person) may hold the file for this long. */
const busyMilliseconds = 5_000;

/**
 * Opens or creates the file (0600) and migrates it. WAL with `synchronous = NORMAL`: a commit survives the end of the process, however it
 * ends; what must survive a power cut too is written with `synchronous = FULL`.
 * @throws NamedError `conflict` (a newer Patchbay wrote it) or `internal` (it can't be opened, or it is no database).
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Database {
  const database = openFile(path);
  try {
    refuseNewer(database, migrations);
    configure(database);
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof NamedError) throw error;
    throw unusable(path, error);
  }
}

function openFile(path: string): Database {
  try {
    // SQLite gives its -wal and -shm files the mode of the database file.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    return new BetterSqlite3(path, { timeout: busyMilliseconds });
  } catch (error) {
    throw unusable(path, error);
  }
}

function configure(database: Database): void {
  database.pragma(`busy_timeout = ${busyMilliseconds}`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
}

function unusable(path: string, cause: unknown): NamedError {
  const reason = reasonOf(cause);
  return new NamedError(
    'internal',
    `The database ${path} can't be used (${reason}). Make it writable, or move it away to start with an empty one.`,
    {},
    { cause },
  );
}
