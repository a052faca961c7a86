/**
 * Every failure that has a name. The first group reaches an AI app as `{code}` of a JSON-RPC error or of a tool result with
 * `isError`; the second is what the window and the command line see. `main/wire/error-numbers.ts` holds the JSON-RPC numbers.
 */
export const callErrorCodes = [
  'tool_not_found',
  'not_visible',
  'denied',
  'approval_denied',
  'approval_timeout',
  'quarantined',
  'invalid_arguments',
  'rate_limited',
  'quota_exceeded',
  'circuit_open',
  'upstream_failed',
  'upstream_timeout',
  'outcome_unknown',
  'paused',
  'restarting',
  'vault_locked',
  'secret_missing',
  'sign_in_needed',
  'too_large',
] as const;

export const apiErrorCodes = ['invalid_input', 'not_found', 'conflict', 'forbidden', 'not_running', 'internal'] as const;

export type CallErrorCode = (typeof callErrorCodes)[number];
export type ApiErrorCode = (typeof apiErrorCodes)[number];
export type ErrorCode = CallErrorCode | ApiErrorCode;

/** A named failure. `message` is one sentence for a person that says what to do; `data` never holds a secret. */
export class NamedError extends Error {
  override readonly name = 'NamedError';
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}
