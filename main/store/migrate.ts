import type { Database } from 'better-sqlite3';
import { NamedError } from '../../contract/errors.ts';
import type { Migration } from './migrations/migration.ts';

/** Brings the database to the newest shape, each step in a transaction of its own. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  const present = versionOf(database);
  for (const migration of migrations) if (migration.version > present) apply(database, migration);
}

/** @throws NamedError `conflict` when a newer Patchbay wrote this database. Changes nothing. */
export function refuseNewer(database: Database, migrations: readonly Migration[]): void {
  const present = versionOf(database);
  const newest = migrations.at(-1)?.version ?? 0;
  if (present <= newest) return;
  throw new NamedError(
    'conflict',
    `A newer Patchbay wrote this database (its version is ${present}, this Patchbay knows ${newest}). Update Patchbay, or start it with another home.`,
    { present, newest },
  );
}

function apply(database: Database, migration: Migration): void {
  const step = database.transaction(() => {
    migration.up(database);
    database.pragma(`user_version = ${migration.version}`);
  });
  step.immediate();
}

function versionOf(database: Database): number {
  return database.prepare<[], { user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0;
}
