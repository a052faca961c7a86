import type { AuditStatus, Risk } from '../../contract/models.ts';
import type { JsonObject } from '../wire/frame.ts';

/** What one call leaves in the audit log. */
export interface CallRecord {
  readonly kind: 'call.intent' | 'call.outcome' | 'approval.asked' | 'approval.answered';
  readonly callId: string;
  readonly app: string;
  readonly session: string;
  readonly server: string | null;
  readonly tool: string;
  readonly risk: Risk | null;
  readonly decision: 'allow' | 'ask' | 'deny' | null;
  readonly rule: string | null;
  readonly status: AuditStatus | null;
  readonly code: string | null;
  readonly durationMs: number | null;
  readonly arguments: JsonObject | null;
  readonly detail: string | null;
}

/** Implemented by `audit/`. Both reject when the log can't be written; then the call is refused. */
export interface CallLog {
  /** On disk, not only committed, before it resolves. For intents of calls that change something. */
  durably(record: CallRecord): Promise<void>;
  /** Committed before it resolves. */
  soon(record: CallRecord): Promise<void>;
}
