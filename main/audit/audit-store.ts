import type { Parsed } from '../../contract/contract.ts';
import type { AuditRecord } from '../../contract/models.ts';

/** Where the chain ends, sealed with the audit key: without it a log whose last records were removed would look complete. */
export interface ChainHead {
  /** The sequence of the last record. */
  readonly count: number;
  readonly hash: string;
  readonly seal: string;
}

export type AuditQuery = Parsed<'audit.search'>;

export interface AuditPage {
  readonly records: AuditRecord[];
  /** Of all pages. */
  readonly total: number;
}

/** An intent without an outcome. */
export interface OpenIntent extends AuditRecord {
  /** The kind of the last record of the same call, if there was one after the intent. */
  readonly lastKind: string | null;
}

/** What the log needs from the database. `main/store/audit-store.ts` implements it. */
export interface AuditStore {
  /** All or nothing. Committed on return; with `durable`, also on disk. */
  append(records: readonly AuditRecord[], head: ChainHead, durable: boolean): void;
  head(): ChainHead | null;
  last(): Pick<AuditRecord, 'sequence' | 'hash'> | null;
  /** Oldest first. */
  after(sequence: number, limit: number): AuditRecord[];
  /** Oldest first. */
  openIntents(): OpenIntent[];
  /** Newest first; an intent is hidden once its outcome is there. */
  search(query: AuditQuery): AuditPage;
}
