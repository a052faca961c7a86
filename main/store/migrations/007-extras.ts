import type { Migration } from './migration.ts';

/** What servers say beside what MCP knows, about themselves and in their lists. */
export const extras: Migration = {
  version: 7,
  name: 'extras',
  up(database) {
    database.exec(`
      ALTER TABLE server_identities ADD COLUMN extras TEXT NOT NULL DEFAULT '{}';
      CREATE TABLE list_extras (
        server TEXT NOT NULL,
        kind TEXT NOT NULL,
        extras TEXT NOT NULL,
        PRIMARY KEY (server, kind)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
