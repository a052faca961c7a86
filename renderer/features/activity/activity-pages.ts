import type { InfiniteData } from '@tanstack/react-query';
import type { Output } from '../../../contract/contract.ts';
import type { AuditRecord } from '../../../contract/models.ts';

export type ActivityPageOfRecords = Output<'audit.search'>;
export type ActivityPages = InfiniteData<ActivityPageOfRecords, number | null>;

/** The sequence of the newest record that the list has; 0 for an empty list. */
export function newestSequence(pages: ActivityPages | undefined): number {
  return pages?.pages[0]?.records[0]?.sequence ?? 0;
}

/**
 * Puts records (in any order) before the first page; those that the list has already are left out. `total` grows by what came,
 * but not by intents: the core counts a call once, by its outcome.
 */
export function withNewer(pages: ActivityPages, records: readonly AuditRecord[]): ActivityPages {
  const [first, ...rest] = pages.pages;
  const newest = newestSequence(pages);
  const fresh = records.filter((record) => record.sequence > newest).toSorted((a, b) => b.sequence - a.sequence);
  if (first === undefined || fresh.length === 0) return pages;
  const grown = { records: [...fresh, ...first.records], total: first.total + fresh.filter(({ kind }) => kind !== 'call.intent').length };
  return { ...pages, pages: [grown, ...rest] };
}
