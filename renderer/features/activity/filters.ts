import type { Input } from '../../../contract/contract.ts';
import type { AuditRecord, AuditStatus } from '../../../contract/models.ts';

/** What the list is narrowed to, as it stands in the address. An absent key narrows nothing. */
export interface Filters {
  readonly search?: string;
  readonly app?: string;
  readonly server?: string;
  readonly status?: AuditStatus;
}

/** Reads the address, which anybody may have typed: what makes no sense is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const text = (key: string) => (typeof search[key] === 'string' && search[key] !== '' ? { [key]: search[key] } : {});
  const status = statuses.find((each) => each === search['status']);
  return { ...text('search'), ...text('app'), ...text('server'), ...(status === undefined ? {} : { status }) };
}

export const statuses: readonly AuditStatus[] = ['pending', 'ok', 'error', 'denied', 'interrupted'];

export function isNarrowed(filters: Filters): boolean {
  return Object.keys(filters).length > 0;
}

/** Whether a record belongs to the list, for filters without search words: only the core's index knows what those match. */
export function matches(record: AuditRecord, { app, server, status }: Filters): boolean {
  return fits(record.app, app) && fits(record.server, server) && fits(record.status, status);
}

function fits(value: string | null, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}

export function searchInput(filters: Filters, before: number | null, limit: number): Input<'audit.search'> {
  return { ...filters, ...(before === null ? {} : { before }), limit };
}
