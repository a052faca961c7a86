import type { Migration } from './migration.ts';

export const approvals: Migration = {
  version: 4,
  name: 'approvals',
  up(database) {
    database.exec(`
      CREATE TABLE remembered_answers (
        app TEXT NOT NULL,
        server TEXT NOT NULL,
        server_fingerprint TEXT NOT NULL,
        tool TEXT NOT NULL,
        definition_hash TEXT NOT NULL,
        answered_at TEXT NOT NULL,
        PRIMARY KEY (app, server, tool, server_fingerprint, definition_hash)
      ) STRICT;
      CREATE TABLE agreed_commands (
        server TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        agreed_at TEXT NOT NULL
      ) STRICT;
      CREATE TABLE state (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT;
    `);
  },
};
