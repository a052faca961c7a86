import type { Migration } from './migration.ts';

export const catalog: Migration = {
  version: 2,
  name: 'catalog',
  up(database) {
    database.exec(`
      CREATE TABLE catalog_servers (
        server TEXT PRIMARY KEY
      ) STRICT;
      CREATE TABLE catalog_tools (
        id INTEGER PRIMARY KEY,
        server TEXT NOT NULL REFERENCES catalog_servers (server) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        hash TEXT NOT NULL,
        tokens INTEGER,
        definition TEXT NOT NULL,
        UNIQUE (server, name)
      ) STRICT;
      CREATE VIRTUAL TABLE catalog_search USING fts5 (
        name, title, description, parameters, server,
        content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER catalog_tools_forgotten AFTER DELETE ON catalog_tools BEGIN
        DELETE FROM catalog_search WHERE rowid = old.id;
      END;
    `);
  },
};
