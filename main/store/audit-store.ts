import type { Database } from 'better-sqlite3';
import type { AuditRecord } from '../../contract/models.ts';
import type { AuditPage, AuditQuery, AuditStore, ChainHead, OpenIntent } from '../audit/audit-store.ts';
import { AuditSearch, recordColumns } from './audit-search.ts';

/** The log in the database. Rows are only ever added. */
export class AuditTables implements AuditStore {
  readonly #database: Database;
  readonly #search: AuditSearch;
  readonly #insert;
  readonly #setHead;
  readonly #head;
  readonly #last;
  readonly #after;
  readonly #open;
  readonly #append;

  constructor(database: Database) {
    this.#database = database;
    this.#search = new AuditSearch(database);
    this.#insert = database.prepare(`
      INSERT INTO audit (sequence, at, kind, call_id, app, session, server, tool, risk, decision, rule, status, code, duration_ms, arguments, detail, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#setHead = database.prepare('INSERT OR REPLACE INTO audit_head (id, count, hash, seal) VALUES (1, ?, ?, ?)');
    this.#head = database.prepare<[], ChainHead>('SELECT count, hash, seal FROM audit_head');
    this.#last = database.prepare<[], Pick<AuditRecord, 'sequence' | 'hash'>>(
      'SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1',
    );
    this.#after = database.prepare<[number, number], AuditRecord>(
      `SELECT ${recordColumns} FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#open = database.prepare<[], OpenIntent>(`
      SELECT ${recordColumns}, (
        SELECT later.kind FROM audit AS later WHERE later.sequence > audit.sequence AND later.call_id = audit.call_id
        ORDER BY later.sequence DESC LIMIT 1
      ) AS lastKind
      FROM audit_open JOIN audit USING (sequence) ORDER BY audit.sequence`);
    this.#append = database.transaction((records: readonly AuditRecord[], head: ChainHead) => {
      for (const record of records) this.#insert.run(...valuesOf(record));
      this.#setHead.run(head.count, head.hash, head.seal);
    });
  }

  append(records: readonly AuditRecord[], head: ChainHead, durable: boolean): void {
    if (durable) this.#database.pragma('synchronous = FULL');
    try {
      this.#append.immediate(records, head);
    } finally {
      if (durable) this.#database.pragma('synchronous = NORMAL');
    }
  }

  head(): ChainHead | null {
    return this.#head.get() ?? null;
  }

  last(): Pick<AuditRecord, 'sequence' | 'hash'> | null {
    return this.#last.get() ?? null;
  }

  after(sequence: number, limit: number): AuditRecord[] {
    return this.#after.all(sequence, limit);
  }

  openIntents(): OpenIntent[] {
    return this.#open.all();
  }

  search(query: AuditQuery): AuditPage {
    return this.#search.run(query);
  }
}

function valuesOf(record: AuditRecord): readonly (string | number | null)[] {
  const { sequence, at, kind, callId, app, session, server, tool } = record;
  const { risk, decision, rule, status, code, durationMs, hash, detail } = record;
  return [
    sequence,
    at,
    kind,
    callId,
    app,
    session,
    server,
    tool,
    risk,
    decision,
    rule,
    status,
    code,
    durationMs,
    record.arguments,
    detail,
    hash,
  ];
}
