import type { Database } from 'better-sqlite3';

/** One step of the database's shape. Steps that have shipped are never edited: a change is a new step. */
export interface Migration {
  /** What `PRAGMA user_version` says once it is done: 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly name: string;
  up(database: Database): void;
}
