import type { Migration } from './migration.ts';

export const tasks: Migration = {
  version: 6,
  name: 'tasks',
  up(database) {
    database.exec(`
      CREATE TABLE tasks (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        app TEXT NOT NULL,
        session TEXT NOT NULL,
        server TEXT NOT NULL,
        era TEXT NOT NULL,
        upstream_id TEXT NOT NULL,
        connection TEXT NOT NULL,
        capabilities TEXT NOT NULL,
        call_id TEXT NOT NULL,
        tool TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        progress TEXT NOT NULL,
        UNIQUE (server, era, upstream_id, connection)
      ) STRICT;
      CREATE INDEX tasks_of_app ON tasks (app, era, position);
      CREATE INDEX tasks_by_expiry ON tasks (expires_at);
    `);
  },
};
