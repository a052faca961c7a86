import type { Migration } from './migration.ts';

export const offers: Migration = {
  version: 5,
  name: 'offers',
  up(database) {
    database.exec(`
      CREATE TABLE server_identities (
        server TEXT PRIMARY KEY,
        capabilities TEXT NOT NULL,
        server_info TEXT NOT NULL,
        instructions TEXT
      ) STRICT;
      CREATE TABLE offer_lists (
        id INTEGER PRIMARY KEY,
        server TEXT NOT NULL,
        kind TEXT NOT NULL,
        UNIQUE (server, kind)
      ) STRICT;
      CREATE TABLE offers (
        list INTEGER NOT NULL REFERENCES offer_lists (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        definition TEXT NOT NULL,
        PRIMARY KEY (list, position)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
