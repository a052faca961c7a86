import { type ErrorCode, NamedError } from '../../contract/errors.ts';
import type { FrameFault } from './channel.ts';
import type { ErrorFrame, JsonValue } from './frame.ts';
import { isObject } from './parse-frame.ts';

type WireError = ErrorFrame['error'];

/** An error that goes over the wire, or came over it, exactly as it is. */
export class JsonRpcError extends Error {
  override readonly name = 'JsonRpcError';
  readonly code: number;
  readonly data: JsonValue | undefined;
  #received: WireError | null = null;

  constructor(code: number, message: string, data?: JsonValue) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** Goes on as it came, with members that nobody knows. */
  static received(error: WireError): JsonRpcError {
    const received = new JsonRpcError(error.code, error.message, error.data);
    received.#received = error;
    return received;
  }

  get wire(): WireError {
    if (this.#received !== null) return this.#received;
    return { code: this.code, message: this.message, ...(this.data === undefined ? {} : { data: this.data }) };
  }
}

export const parseError = -32700;
export const invalidRequest = -32600;
export const methodNotFound = -32601;
export const invalidParams = -32602;
export const internalError = -32603;
/** MCP's own, of the legacy era. */
export const resourceNotFound = -32002;
/** MCP's own, from 2026-07-28 on. It describes one hop, and must not go on to another as it is. */
export const unsupportedVersion = -32022;
export const missingClientCapability = -32021;
export const headerMismatch = -32020;

/**
 * The JSON-RPC number of every named error. Not used: -32000 and -32001 (SDKs give them to their own closed connections and
 * timeouts), -32002 and -32042 (MCP's before 2026-07-28), -32020 to -32099 (reserved for MCP).
 */
export const errorNumbers: Readonly<Record<ErrorCode, number>> = {
  tool_not_found: invalidParams,
  not_visible: invalidParams,
  invalid_arguments: invalidParams,
  invalid_input: invalidParams,
  denied: -32003,
  approval_denied: -32004,
  approval_timeout: -32005,
  quarantined: -32006,
  rate_limited: -32007,
  quota_exceeded: -32008,
  circuit_open: -32009,
  upstream_failed: -32010,
  vault_locked: -32010,
  secret_missing: -32010,
  sign_in_needed: -32010,
  upstream_timeout: -32011,
  outcome_unknown: -32012,
  paused: -32013,
  restarting: -32014,
  too_large: -32015,
  not_found: -32016,
  conflict: -32017,
  forbidden: -32018,
  not_running: -32019,
  internal: internalError,
};

const faultNumbers: Readonly<Record<FrameFault['kind'], number>> = {
  not_json: parseError,
  not_a_frame: invalidRequest,
  too_deep: invalidRequest,
  too_large: invalidRequest,
};

/** Whether somebody meant this error for the other side; anything else is a defect. */
export function isNamed(thrown: unknown): thrown is JsonRpcError | NamedError {
  return thrown instanceof JsonRpcError || thrown instanceof NamedError;
}

/** What a failed handler answers. An error that nobody named shows nothing of itself: its text may hold anything. */
export function wireErrorOf(thrown: unknown): WireError {
  if (thrown instanceof JsonRpcError) return thrown.wire;
  if (thrown instanceof NamedError)
    return { code: errorNumbers[thrown.code], message: thrown.message, data: asJson({ ...thrown.data, code: thrown.code }) };
  return {
    code: internalError,
    message: 'Patchbay failed inside while it handled this request; its log says why.',
    data: { code: 'internal' },
  };
}

/** The named error that crossed a hop of Patchbay's own, or null where the other side sent something else. */
export function namedErrorOf(error: JsonRpcError): NamedError | null {
  if (!isObject(error.data)) return null;
  const { code, ...data } = error.data;
  return isErrorCode(code) ? new NamedError(code, error.message, data, { cause: error }) : null;
}

/** What a line that could not be read is answered with. */
export function wireErrorOfFault(fault: FrameFault): WireError {
  return {
    code: faultNumbers[fault.kind],
    message: fault.message,
    data: { code: fault.kind === 'too_large' ? 'too_large' : 'invalid_input' },
  };
}

function isErrorCode(code: JsonValue | undefined): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorNumbers, code);
}

/** `data` of a named error is plain values by contract; going through JSON drops what isn't. */
function asJson(value: Readonly<Record<string, unknown>>): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
