import type { Database } from 'better-sqlite3';
import type { AuditRecord } from '../../contract/models.ts';
import type { AuditPage, AuditQuery } from '../audit/audit-store.ts';
import { matchExpression } from './match-expression.ts';

export const recordColumns = `audit.sequence, audit.at, audit.kind, audit.call_id AS callId, audit.app, audit.session, audit.server, audit.tool, audit.risk,
  audit.decision, audit.rule, audit.status, audit.code, audit.duration_ms AS durationMs, audit.arguments, audit.detail, audit.hash`;

/** A part of a query: its SQL and the values for its question marks. */
interface Part {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Where records are looked for. */
interface Places {
  readonly sources: readonly Part[];
  /** The column that each of them can deliver in order without sorting. */
  readonly order: string;
}

/** Finds what the log shows: every record but the intents whose outcome is there. Pages go by sequence, so they stay put while records come in. */
export class AuditSearch {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  run(query: AuditQuery): AuditPage {
    const words = wordsToMatch(query.search ?? '');
    const filters = filtersOf(query);
    const before = query.before === undefined ? [] : [{ sql: 'audit.sequence < ?', values: [query.before] }];
    const places = words === null ? shown : matching(words);
    // Without filters the index alone can count.
    const counted =
      words === null || filters.length > 0 ? places.sources : [{ sql: 'audit_text WHERE audit_text MATCH ?', values: [words] }];
    return { records: this.#page(places, [...filters, ...before], query.limit), total: this.#count(counted, filters) };
  }

  #page({ sources, order }: Places, filters: readonly Part[], limit: number): AuditRecord[] {
    const parts = sources.map((source) => select(recordColumns, source, filters));
    const sql = `${parts.map((part) => part.sql).join(' UNION ALL ')} ORDER BY ${order} DESC LIMIT ?`;
    return this.#database.prepare<(string | number)[], AuditRecord>(sql).all(...parts.flatMap((part) => part.values), limit);
  }

  #count(sources: readonly Part[], filters: readonly Part[]): number {
    const parts = sources.map((source) => select('count(*) AS records', source, filters));
    const sql = `SELECT sum(records) AS total FROM (${parts.map((part) => part.sql).join(' UNION ALL ')})`;
    return this.#database.prepare<(string | number)[], { total: number }>(sql).get(...parts.flatMap((part) => part.values))?.total ?? 0;
  }
}

/** Closed ones, spelled as the partial index `audit_shown` is, so that counting reads the index alone; and open intents. */
const shown: Places = {
  sources: [
    { sql: "audit WHERE audit.kind <> 'call.intent'", values: [] },
    { sql: 'audit_open CROSS JOIN audit USING (sequence) WHERE true', values: [] },
  ],
  order: 'sequence',
};

function matching(words: string): Places {
  const sql = 'audit_text CROSS JOIN audit ON audit.sequence = audit_text.rowid WHERE audit_text MATCH ?';
  return { sources: [{ sql, values: [words] }], order: 'audit_text.rowid' };
}

function select(columns: string, source: Part, filters: readonly Part[]): Part {
  const conditions = filters.map((filter) => ` AND ${filter.sql}`).join('');
  return {
    sql: `SELECT ${columns} FROM ${source.sql}${conditions}`,
    values: [...source.values, ...filters.flatMap((filter) => filter.values)],
  };
}

function filtersOf({ app, server, status, since }: AuditQuery): Part[] {
  return [
    ...(app === undefined ? [] : [{ sql: 'audit.app = ?', values: [app] }]),
    ...(server === undefined ? [] : [{ sql: 'audit.server = ?', values: [server] }]),
    ...(status === undefined ? [] : [{ sql: 'audit.status = ?', values: [status] }]),
    ...(since === undefined ? [] : [{ sql: 'audit.at >= ?', values: [new Date(since).toISOString()] }]),
  ];
}

/** Every word must be there, or the beginning of it. Null where there is no word to look for. */
function wordsToMatch(search: string): string | null {
  const words = search.split(/[\s\0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.length === 0 ? null : words.map((word) => matchExpression({ words: [word], prefix: true })).join(' ');
}
