import type { Migration } from './migration.ts';

/**
 * `audit` is the log; only its rows and `audit_head` are evidence, and both are sealed with the audit key. The rest is derived:
 * `audit_open` holds the intents whose outcome isn't there yet, `audit_text` the search index of every row that a search shows.
 */
export const audit: Migration = {
  version: 1,
  name: 'audit',
  up(database) {
    database.exec(`
      CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        call_id TEXT,
        app TEXT,
        session TEXT,
        server TEXT,
        tool TEXT,
        risk TEXT,
        decision TEXT,
        rule TEXT,
        status TEXT,
        code TEXT,
        duration_ms REAL,
        arguments TEXT,
        detail TEXT,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_head (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        count INTEGER NOT NULL,
        hash TEXT NOT NULL,
        seal TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_open (
        sequence INTEGER PRIMARY KEY REFERENCES audit (sequence),
        call_id TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE INDEX audit_shown ON audit (sequence, app, server, status, at) WHERE kind <> 'call.intent';
      CREATE VIRTUAL TABLE audit_text USING fts5 (
        app, server, tool, arguments, detail, code,
        content = 'audit', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TRIGGER audit_is_searchable AFTER INSERT ON audit BEGIN
        INSERT INTO audit_text (rowid, app, server, tool, arguments, detail, code)
        VALUES (new.sequence, new.app, new.server, new.tool, new.arguments, new.detail, new.code);
      END;
      CREATE TRIGGER audit_intent_opens AFTER INSERT ON audit WHEN new.kind = 'call.intent' BEGIN
        INSERT INTO audit_open (sequence, call_id) VALUES (new.sequence, new.call_id);
      END;
      CREATE TRIGGER audit_outcome_closes AFTER INSERT ON audit WHEN new.kind = 'call.outcome' BEGIN
        INSERT INTO audit_text (audit_text, rowid, app, server, tool, arguments, detail, code)
        SELECT 'delete', audit.sequence, audit.app, audit.server, audit.tool, audit.arguments, audit.detail, audit.code
        FROM audit_open JOIN audit USING (sequence) WHERE audit_open.call_id = new.call_id;
        DELETE FROM audit_open WHERE call_id = new.call_id;
      END;
    `);
  },
};
