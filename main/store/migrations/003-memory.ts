import type { Migration } from './migration.ts';

export const memory: Migration = {
  version: 3,
  name: 'memory',
  up(database) {
    database.exec(`
      CREATE TABLE memories (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL,
        tags TEXT NOT NULL,
        remembered_at TEXT NOT NULL
      ) STRICT;
      CREATE VIRTUAL TABLE memory_search USING fts5 (
        words, tags,
        content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER memories_forgotten AFTER DELETE ON memories BEGIN
        DELETE FROM memory_search WHERE rowid = old.id;
      END;
    `);
  },
};
