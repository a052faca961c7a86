import type { AuditStatus } from '../../contract/models.ts';
import { NamedError } from '../../contract/errors.ts';
import { JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { failureOf } from './result-summary.ts';

export type FlowKind =
  | 'resource.read'
  | 'prompt.get'
  | 'request.forwarded'
  | 'notification.forwarded'
  | 'sampling.asked'
  | 'elicitation.asked'
  | 'roots.asked'
  | 'app.asked';

/** What passes through Patchbay beside tool calls: between whom, and what of it is logged. */
export interface Flow {
  readonly kind: FlowKind;
  readonly app: string;
  readonly session: string;
  readonly server: string;
  /** The call that it belongs to. */
  readonly callId?: string;
  /** Redacted when it is written. Never what a person typed. */
  readonly arguments: JsonObject;
}

export interface FlowRecord extends Flow {
  readonly status: AuditStatus;
  readonly code: string | null;
  readonly durationMs: number;
  readonly detail: string;
}

/** Implemented by `audit/`. Rejects when the log can't be written. */
export type FlowLog = (record: FlowRecord) => Promise<void>;

/**
 * Does it, and leaves one record of how it ended before anybody hears of that. `told` says what came of it in one line.
 * @throws what `work` throws, and `internal` when the log can't be written: then its result stays unknown, too.
 */
export async function recorded(
  flow: Flow,
  log: FlowLog,
  { work, told }: { readonly work: () => Promise<JsonObject>; readonly told: (result: JsonObject) => string },
): Promise<JsonObject> {
  const started = performance.now();
  const write = (end: Pick<FlowRecord, 'status' | 'code' | 'detail'>): Promise<void> =>
    log({ ...flow, ...end, durationMs: Math.round((performance.now() - started) * 100) / 100 });
  const result = await work().catch(async (error: unknown) => {
    await write({ ...failed(error), detail: failureOf(error) });
    throw error;
  });
  await write({ status: 'ok', code: null, detail: told(result) });
  return result;
}

/** What is logged of a message that nobody here knows: its method, and its params, one of which may be called `method`, too. */
export function underMethod(method: string, params: JsonObject): JsonObject {
  return Object.hasOwn(params, 'method') ? { method, params } : spelledAs({ method, ...params }, { method }, params);
}

function failed(error: unknown): Pick<FlowRecord, 'status' | 'code'> {
  if (error instanceof JsonRpcError) return { status: 'error', code: String(error.code) };
  if (error instanceof NamedError) return { status: error.code === 'paused' ? 'denied' : 'error', code: error.code };
  const isCancelled = error instanceof DOMException && error.name === 'AbortError';
  return { status: isCancelled ? 'interrupted' : 'error', code: isCancelled ? null : 'internal' };
}
