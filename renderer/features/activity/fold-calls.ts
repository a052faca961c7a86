import type { AuditRecord } from '../../../contract/models.ts';

/** What one row of the list stands for: the newest record of a call with the older ones of the same call, or a record of its own. */
export interface Happening {
  readonly newest: AuditRecord;
  /** Oldest first; ends with `newest`. */
  readonly story: readonly AuditRecord[];
}

/** Folds what belongs to one call into one row, at the place of its newest record. `records` are newest first, and so is the result. */
export function foldCalls(records: readonly AuditRecord[]): readonly Happening[] {
  const stories = new Map<string, AuditRecord[]>();
  const rows: { newest: AuditRecord; story: AuditRecord[] }[] = [];
  for (const record of records) {
    const known = record.callId === null ? undefined : stories.get(record.callId);
    if (known !== undefined) {
      known.unshift(record);
      continue;
    }
    const story = [record];
    if (record.callId !== null) stories.set(record.callId, story);
    rows.push({ newest: record, story });
  }
  return rows;
}
