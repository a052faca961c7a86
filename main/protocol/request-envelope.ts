import { invalidParams, JsonRpcError, unsupportedVersion } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { isLogLevel } from './log-level.ts';
import { metaKeys } from './meta-keys.ts';
import { modernVersions } from './versions.ts';

/** What a modern request says of its sender. */
export interface RequestEnvelope {
  readonly version: string;
  readonly capabilities: JsonObject;
  readonly clientInfo: JsonObject | null;
  /** Null: the sender wants no log messages for this request. */
  readonly logLevel: string | null;
}

/**
 * The envelope of a modern request; null: a legacy request, which has none. A request is modern if it names a protocol version.
 * @throws JsonRpcError -32022 for a version that isn't spoken here, -32602 where a required key is missing (2026-07-28, "Request metadata").
 */
export function envelopeOf(params: JsonObject | undefined): RequestEnvelope | null {
  const meta = params?.['_meta'];
  if (!isObject(meta) || meta[metaKeys.protocolVersion] === undefined) return null;
  const { [metaKeys.clientCapabilities]: capabilities, [metaKeys.clientInfo]: clientInfo, [metaKeys.logLevel]: logLevel } = meta;
  const version = spokenVersion(meta[metaKeys.protocolVersion]);
  if (!isObject(capabilities)) throw missing(metaKeys.clientCapabilities);
  return {
    version,
    capabilities,
    clientInfo: isObject(clientInfo) ? clientInfo : null,
    logLevel: isLogLevel(logLevel) ? logLevel : null,
  };
}

/** The error for a request that only the modern era knows and that carries no envelope. */
export function missingEnvelope(key: string = metaKeys.protocolVersion): JsonRpcError {
  return missing(key);
}

function spokenVersion(requested: JsonValue | undefined): string {
  if (typeof requested !== 'string') throw missing(metaKeys.protocolVersion);
  const version = modernVersions.find((known) => known === requested);
  if (version !== undefined) return version;
  const message = `Unsupported protocol version: ${requested.slice(0, 40)}`;
  throw new JsonRpcError(unsupportedVersion, message, { supported: [...modernVersions], requested });
}

function missing(key: string): JsonRpcError {
  return new JsonRpcError(invalidParams, `A request of this protocol version needs ${key} in its _meta.`);
}
