import { NamedError } from '../../contract/errors.ts';
import { legacyVersions, modernVersions } from '../protocol/versions.ts';
import { errorNumbers, JsonRpcError, namedErrorOf, unsupportedVersion } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

export const headerMismatch = -32020;
export const missingCapability = -32021;

/** What a server did with `server/discover` shows that it doesn't know the modern era: it is to be greeted with initialize. */
export class NotModern extends Error {
  override readonly name = 'NotModern';
}

/**
 * What an answer to `server/discover` means. A `DiscoverResult` or an error that only a modern server sends is modern; any other error, or
 * silence, is not, whatever its code (protocol-security-reliability.md §1.2, "Era probing rules"). Throws `NotModern`, or what failed: that
 * the way to the server is closed tells nothing about its era.
 */
export function requireModern(result: JsonObject): void {
  const { supportedVersions } = result;
  if (!isList(supportedVersions)) throw new NotModern('It answered server/discover with something else.');
  requireKnown(supportedVersions);
}

/** The same for the failure of `server/discover`. `hasProcess`: its end may be its answer. */
export function failureOfDiscover(error: unknown, hasProcess: boolean): unknown {
  if (error instanceof JsonRpcError) return failureOfAnswer(error);
  if (!(error instanceof NamedError)) return error;
  return hasProcess || isEvidence(error) ? new NotModern(error.message, { cause: error }) : error;
}

function failureOfAnswer(error: JsonRpcError): unknown {
  const own = channelFailure(error);
  if (own !== null) return isEvidence(own) ? new NotModern(own.message, { cause: error }) : own;
  if (error.code === headerMismatch || error.code === missingCapability) return error;
  if (error.code !== unsupportedVersion) return new NotModern(error.message, { cause: error });
  const supported = isObject(error.data) && isList(error.data['supported']) ? error.data['supported'] : [];
  try {
    requireKnown(supported);
    return error;
  } catch (unknown) {
    return unknown;
  }
}

/** A failure that the channel over HTTP named, in the place of an answer. */
export function channelFailure(error: JsonRpcError): NamedError | null {
  const named = namedErrorOf(error);
  return named !== null && errorNumbers[named.code] === error.code ? named : null;
}

/** Silence is, a refusal, the wish for a session, and an answer that says nothing in MCP; 401, 403, 5xx, and that the network failed are not. */
function isEvidence({ data }: NamedError): boolean {
  const { httpStatus, network, wantsSession } = data;
  if (typeof httpStatus !== 'number' || wantsSession === true) return network !== true;
  return httpStatus < 500 && httpStatus !== 401 && httpStatus !== 403;
}

function requireKnown(versions: readonly JsonValue[]): void {
  if (versions.some((version) => modernVersions.some((known) => known === version))) return;
  if (versions.some((version) => legacyVersions.some((known) => known === version))) throw new NotModern('It offers legacy versions only.');
  throw new Error(`it speaks the protocol versions ${JSON.stringify(versions).slice(0, 200)}, which Patchbay does not know`);
}
