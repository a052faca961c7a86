import type { Risk } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import type { Decision } from '../policy/decide.ts';
import { JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { CallRequest } from './call-request.ts';
import type { CallLog, CallRecord } from './call-record.ts';
import { failureOf, summaryOf } from './result-summary.ts';

const refusals: ReadonlySet<string> = new Set(['denied', 'approval_denied', 'approval_timeout', 'paused', 'not_visible', 'quarantined']);

/** What one call leaves in the log, from its intent to its outcome. */
export class CallTrail {
  readonly callId: string;
  readonly #request: CallRequest;
  readonly #log: CallLog;
  readonly #started = performance.now();
  #server: string | null = null;
  #risk: Risk | null = null;
  #decision: Decision | null = null;
  #first: string | null = null;

  constructor(callId: string, request: CallRequest, log: CallLog) {
    this.callId = callId;
    this.#request = request;
    this.#log = log;
  }

  decided(server: string, risk: Risk, decision: Decision): void {
    this.#server = server;
    this.#risk = risk;
    this.#decision = decision;
  }

  /** The call is the next round of one that began earlier. */
  continues(first: string): void {
    this.#first = first;
  }

  /** The first call of the chain that this one belongs to. */
  get firstCallId(): string {
    return this.#first ?? this.callId;
  }

  /** Durable before anything leaves, for calls that change something. A reading call leaves its outcome only. */
  async intent(): Promise<void> {
    if (this.#risk !== 'read') await this.#log.durably(this.#record('call.intent', { status: 'pending' }));
  }

  async asked(approvalTimeoutMs: number): Promise<void> {
    await this.#log.soon(this.#record('approval.asked', { detail: `waits ${Math.round(approvalTimeoutMs / 1000)} s for an answer` }));
  }

  /** A yes is on disk before the call goes out. */
  async approved(how: string): Promise<void> {
    await this.#log.durably(this.#record('approval.answered', { detail: how }));
  }

  /** @throws NamedError outcome_unknown when the log can't be written: unlike with a refusal, the tool has run. */
  async answered(result: JsonObject): Promise<void> {
    const failed = result['isError'] === true;
    try {
      await this.#log.soon(this.#outcome({ status: failed ? 'error' : 'ok', detail: summaryOf(result) }));
    } catch (cause) {
      const sentence = `${this.#request.tool} ran, but its outcome could not be written to the audit log. Make room on the disk, and look what it did before you try again.`;
      throw new NamedError('outcome_unknown', sentence, {}, { cause });
    }
  }

  async failed(error: unknown): Promise<void> {
    if (this.#request.signal.aborted && error === this.#request.signal.reason) {
      return this.#log.soon(this.#outcome({ status: 'interrupted', code: 'outcome_unknown', detail: failureOf(error) }));
    }
    const code = error instanceof NamedError ? error.code : error instanceof JsonRpcError ? String(error.code) : 'internal';
    const status = refusals.has(code) ? 'denied' : 'error';
    await this.#log.soon(this.#outcome({ status, code, detail: failureOf(error) }));
  }

  #outcome(known: Partial<CallRecord>): CallRecord {
    return this.#record('call.outcome', { ...known, durationMs: Math.round((performance.now() - this.#started) * 100) / 100 });
  }

  #record(kind: CallRecord['kind'], known: Partial<CallRecord>): CallRecord {
    return {
      kind,
      callId: this.callId,
      app: this.#request.app,
      session: this.#request.session,
      server: this.#server,
      tool: this.#request.tool,
      risk: this.#risk,
      decision: this.#decision?.outcome ?? null,
      rule: this.#decision?.rule ?? null,
      status: null,
      code: null,
      durationMs: null,
      arguments: this.#request.arguments,
      ...known,
      detail: this.#detailed(known.detail ?? null),
    };
  }

  #detailed(detail: string | null): string | null {
    if (this.#first === null) return detail;
    return `${detail === null ? '' : `${detail}; `}goes on with call ${this.#first}`;
  }
}
