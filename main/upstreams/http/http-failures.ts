import { type CallErrorCode, NamedError } from '../../../contract/errors.ts';
import { reasonOf } from '../../lib/thrown.ts';

/** The server sends us to another address. */
export class UrlRefusal extends Error {
  constructor(origin: string) {
    super(`it redirects to ${origin}, where Patchbay does not follow: if you trust that, write the address there as its url`);
  }
}

/** A stream of events that can't be read on. */
export class StreamFault extends Error {
  readonly kind: 'not_json' | 'too_large';

  constructor(kind: 'not_json' | 'too_large', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The connection was never there: nothing can have been done. */
const unconnected: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there: start it, or correct its url'],
  ['ENOTFOUND', 'its host is not known: correct its url, or look whether you are online'],
  ['EAI_AGAIN', 'its host could not be looked up: look whether you are online'],
  ['EHOSTUNREACH', 'its host can’t be reached: look whether you are online'],
  ['ENETUNREACH', 'the network can’t be reached: look whether you are online'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it did not take the connection in time'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by nobody that this machine trusts'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is signed by nobody that this machine trusts'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is signed by nobody that this machine trusts'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is signed by nobody that this machine trusts'],
  ['EPROTO', 'it does not speak TLS: look whether its url should begin with http'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS: look whether its url should begin with http'],
]);

const broken: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_HEADERS_OVERFLOW', 'the headers of its answer are too long'],
  ['UND_ERR_SOCKET', 'it closed the connection'],
  ['ECONNRESET', 'it closed the connection'],
  ['EPIPE', 'it closed the connection'],
  ['ETIMEDOUT', 'the connection broke'],
]);

/** What went wrong on the way to `otherSide`, such as `the server “docs”`. `data.network` is true where the server said nothing at all. */
export function networkFailure(otherSide: string, error: unknown): NamedError {
  if (error instanceof NamedError) return error;
  if (error instanceof UrlRefusal) return failure('upstream_failed', `The answer of ${otherSide} was not taken: ${error.message}.`, error);
  if (error instanceof StreamFault) return unreadable(otherSide, error);
  const codes = codesOf(error);
  const [never] = codes.filter((code) => unconnected.has(code));
  if (never !== undefined) {
    return lost('upstream_failed', `There is no connection to ${otherSide}: ${unconnected.get(never) ?? ''} (${never}).`, error);
  }
  const [code] = codes.filter((found) => broken.has(found));
  const reason = code === undefined ? reasonOf(error) : `${broken.get(code) ?? ''} (${code})`;
  return lost(
    'outcome_unknown',
    `The connection to ${otherSide} broke before it answered: ${reason}. Look whether it was done before you try again.`,
    error,
  );
}

/** The stream of an answer ended without the answer. */
export function brokenAnswer(otherSide: string): NamedError {
  const sentence = `The answer of ${otherSide} broke off: look whether it was done before you try again.`;
  return new NamedError('outcome_unknown', sentence);
}

/** Without a word of the protocol in the answer. `data.httpStatus` says which; 401, 403 and 5xx tell nothing about the protocol's version. */
export function statusFailure(otherSide: string, status: number, more: { readonly wantsSession?: boolean } = {}): NamedError {
  const code = status >= 500 && status !== 501 && status !== 503 ? 'outcome_unknown' : 'upstream_failed';
  return new NamedError(code, `${capitalised(otherSide)} ${deedOf(status)}.`, { httpStatus: status, ...more });
}

export function contentFailure(otherSide: string, contentType: string | undefined): NamedError {
  const kind = contentType === undefined ? 'something without a type' : (contentType.split(';')[0] ?? '').slice(0, 60);
  return new NamedError(
    'upstream_failed',
    `${capitalised(otherSide)} answered with ${kind} instead of MCP: look whether its url is right.`,
  );
}

function unreadable(otherSide: string, fault: StreamFault): NamedError {
  const code = fault.kind === 'too_large' ? 'too_large' : 'outcome_unknown';
  return failure(code, `The answer of ${otherSide} could not be read. ${fault.message}`, fault);
}

function deedOf(status: number): string {
  if (status === 401) return 'takes no request without a key (401): give it one under `headers`';
  if (status === 403) return 'refuses this (403): look whether its `headers` hold the right key';
  if (status === 404) return 'has nothing at this address (404): correct its url';
  if (status === 405) return 'takes no messages at this address (405): correct its url';
  if (status === 429) return 'wants fewer requests (429): try again later';
  if (status === 503) return 'is not available at the moment (503): try again later';
  if (status >= 500) return `failed inside (${status}): look whether it was done before you try again`;
  return `refused this with HTTP status ${status}`;
}

/** Of an error and of those that it was caused by or consists of. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const parts: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[error.cause, ...parts].flatMap((part) => codesOf(part, depth + 1))];
}

function failure(code: CallErrorCode, sentence: string, cause: unknown): NamedError {
  return new NamedError(code, sentence, {}, { cause });
}

function lost(code: CallErrorCode, sentence: string, cause: unknown): NamedError {
  return new NamedError(code, sentence, { network: true }, { cause });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
