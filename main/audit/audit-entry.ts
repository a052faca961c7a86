import type { AuditRecord } from '../../contract/models.ts';
import type { UnchainedRecord } from './chain.ts';
import { withoutKnown } from './known-secrets.ts';
import { redactedJson, redactText } from './redact.ts';

type Field = 'callId' | 'app' | 'session' | 'server' | 'tool' | 'risk' | 'decision' | 'rule' | 'status' | 'code' | 'durationMs' | 'detail';

/** What happened. Arguments come as they are: the recorder redacts them, so that no caller can forget to. */
export interface AuditEntry extends Partial<Pick<AuditRecord, Field>> {
  readonly kind: string;
  readonly arguments?: unknown;
}

export type ReadyEntry = Omit<UnchainedRecord, 'sequence'>;

const longestName = 256;
const longestDetail = 2_000;

/** Redacted, bounded and complete: what will be stored, but for its place in the chain. */
export function readyEntry(entry: AuditEntry, at: Date, secrets: readonly string[]): ReadyEntry {
  const given = entry.arguments === undefined || entry.arguments === null ? null : redactedJson(entry.arguments, secrets);
  const text = (value: string | null | undefined, longest = longestName) => safeText(value, longest, secrets);
  return {
    at: at.toISOString(),
    kind: entry.kind,
    callId: text(entry.callId),
    app: text(entry.app),
    session: text(entry.session),
    server: text(entry.server),
    tool: text(entry.tool),
    risk: entry.risk ?? null,
    decision: entry.decision ?? null,
    rule: text(entry.rule),
    status: entry.status ?? null,
    code: text(entry.code),
    durationMs: entry.durationMs ?? null,
    arguments: given && withoutKnown(given, secrets),
    detail: text(entry.detail, longestDetail),
  };
}

/** Names, too, come from apps and servers: they may be as long and as strange as those like. */
function safeText(value: string | null | undefined, longest: number, secrets: readonly string[]): string | null {
  return value === undefined || value === null ? null : redactText(value, longest, secrets);
}
