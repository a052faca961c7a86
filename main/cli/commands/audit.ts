import { NamedError } from '../../../contract/errors.ts';
import type { AuditRecord } from '../../../contract/models.ts';
import { exitCodes } from '../exit-code.ts';
import { asOwner, type Command } from '../invocation.ts';
import { localTime, table } from '../output.ts';

export interface AuditOptions {
  readonly since?: string;
  readonly server?: string;
  readonly app?: string;
  readonly search?: string;
  readonly status?: string;
  readonly limit: string;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Newest last, as in a terminal one reads from the bottom. */
export function showAudit({ since, limit, server, app, search, status }: AuditOptions): Command {
  return async (invocation) => {
    const filters = { server, app, search, status, since: since === undefined ? undefined : readTime(since, Date.now()) };
    const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
    const input = { ...given, limit: readLimit(limit) };
    const found = await asOwner(invocation, (client) => client.call('audit.search', input));
    invocation.output.result(found, () => describeRecords(found.records.toReversed(), found.total));
    return exitCodes.done;
  };
}

export const verifyAudit: Command = async (invocation) => {
  const found = await asOwner(invocation, (client) => client.call('audit.verify', {}));
  const { valid, checked, firstBad, reason } = found;
  invocation.output.result(found, () => [
    valid
      ? `The log is whole: ${checked} records checked.`
      : `The log was changed: record ${firstBad ?? '?'} is the first bad one of ${checked} checked (${reason ?? 'no reason given'}).`,
  ]);
  return valid ? exitCodes.done : exitCodes.failed;
};

/** A date, a date and time, or how long ago: `30m`, `12h`, `7d`. Gives ISO 8601 in UTC. */
export function readTime(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const time = count === undefined ? dateOf(text) : now - Number(count) * (unitMs[unit ?? ''] ?? 0);
  if (Number.isNaN(time))
    throw new NamedError('invalid_input', `"${text}" is no time: write a date such as 2026-03-01, or how long ago such as 12h or 7d.`);
  return new Date(time).toISOString();
}

/** `Date.parse` alone takes nearly anything for a date. */
function dateOf(text: string): number {
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new NamedError('invalid_input', '--limit takes a number from 1 to 1000.');
  return limit;
}

function describeRecords(records: readonly AuditRecord[], total: number): string[] {
  if (records.length === 0) return ['The log holds nothing like that.'];
  const rows = records.map((record) => [
    String(record.sequence),
    localTime(record.at),
    record.kind,
    record.app ?? '-',
    record.tool ?? record.server ?? '-',
    record.code ?? record.status ?? record.decision ?? '-',
    record.detail ?? record.arguments ?? '',
  ]);
  const left = total - records.length;
  const lines = table(['#', 'AT', 'WHAT', 'APP', 'TOOL OR SERVER', 'OUTCOME', 'DETAIL'], rows);
  return left > 0 ? [...lines, `${left} older records are not shown: --limit, --since and --search choose others.`] : lines;
}
