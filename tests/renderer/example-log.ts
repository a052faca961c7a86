import type { Parsed } from '../../contract/contract.ts';
import type { AuditRecord } from '../../contract/models.ts';
import { aRecord, secondsAgo } from './example-values.ts';

const write = {
  callId: 'c-9',
  server: 'files',
  tool: 'files.write_file',
  risk: 'write',
  decision: 'ask',
  rule: 'ask before changing',
  arguments: '{"path":"/home/ada/Documents/offer-2026.md","content":"# Offer\\n\\nDear Ms Okafor","token":"[secret taken out]"}',
} as const;

/** An hour of a working day, newest first. */
export const exampleLog: readonly AuditRecord[] = [
  aRecord(40, { at: secondsAgo(2), kind: 'call.outcome', ...write, status: 'ok', durationMs: 5_312, detail: 'Wrote 1,204 bytes' }),
  aRecord(39, {
    at: secondsAgo(3),
    kind: 'approval.answered',
    ...write,
    status: null,
    durationMs: null,
    detail: 'allowed once, in the window',
  }),
  aRecord(38, { at: secondsAgo(8), kind: 'approval.asked', ...write, status: null, durationMs: null, detail: 'waits 120 s for an answer' }),
  aRecord(37, { at: secondsAgo(8), kind: 'call.intent', ...write, status: 'pending', durationMs: null, detail: null }),
  aRecord(36, { at: secondsAgo(40), callId: 'c-8' }),
  aRecord(35, {
    at: secondsAgo(65),
    callId: 'c-7',
    app: 'cursor',
    tool: 'github.delete_branch',
    risk: 'destructive',
    decision: 'ask',
    rule: 'ask before changing',
    status: 'denied',
    code: 'approval_denied',
    durationMs: 9_120,
    detail: 'You denied it.',
  }),
  aRecord(34, {
    at: secondsAgo(190),
    callId: 'c-6',
    tool: 'github.search_code',
    status: 'error',
    code: 'upstream_failed',
    detail: 'Rate limit of the server reached',
  }),
  aRecord(33, {
    at: secondsAgo(240),
    kind: 'broker.resumed',
    app: null,
    session: null,
    server: null,
    tool: null,
    risk: null,
    decision: null,
    rule: null,
    status: null,
    durationMs: null,
    arguments: null,
    detail: 'from the window',
  }),
  aRecord(32, {
    at: secondsAgo(260),
    kind: 'broker.paused',
    app: null,
    session: null,
    server: null,
    tool: null,
    risk: null,
    decision: null,
    rule: null,
    status: null,
    durationMs: null,
    arguments: null,
    detail: 'from the window',
  }),
  ...Array.from({ length: 31 }, (_, index) =>
    aRecord(31 - index, { at: secondsAgo(300 + index * 97), callId: `c-r${index}`, durationMs: 12 + ((index * 37) % 400) }),
  ),
];

/** A log of any length, newest first, made as it is read. */
export function longLog(length: number): readonly AuditRecord[] {
  return Array.from({ length }, (_, index) =>
    aRecord(length - index, { at: secondsAgo(index), callId: `call-${length - index}`, detail: `answer number ${length - index}` }),
  );
}

/** What the core's search does, with substrings in place of its full-text index. */
export function searchLog(log: readonly AuditRecord[], input: Parsed<'audit.search'>): { records: AuditRecord[]; total: number } {
  const found = log.filter((record) => fits(record, input));
  const start = input.before === undefined ? 0 : found.findIndex((record) => record.sequence < (input.before ?? 0));
  return { records: start < 0 ? [] : found.slice(start, start + input.limit), total: found.length };
}

function fits(record: AuditRecord, { search, app, server, status }: Parsed<'audit.search'>): boolean {
  const text = [record.app, record.server, record.tool, record.arguments, record.detail].join(' ').toLowerCase();
  return (
    (search === undefined || text.includes(search.toLowerCase())) &&
    (app === undefined || record.app === app) &&
    (server === undefined || record.server === server) &&
    (status === undefined || record.status === status)
  );
}
