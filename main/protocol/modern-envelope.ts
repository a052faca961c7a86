import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { metaKeys } from './meta-keys.ts';

/** What every request of the modern era says of its sender: it belongs to one hop, everything else in `_meta` goes on. */
const own: ReadonlySet<string> = new Set([metaKeys.protocolVersion, metaKeys.clientInfo, metaKeys.clientCapabilities, metaKeys.logLevel]);

export interface Envelope {
  readonly protocolVersion: string;
  readonly clientInfo: JsonObject;
  readonly clientCapabilities: JsonObject;
  /** Left out where nobody asked for log messages. */
  readonly logLevel: string | null;
}

/** The params with the envelope of the next hop, instead of one that they may have had. */
export function withEnvelope(params: JsonObject | undefined, envelope: Envelope): JsonObject {
  const meta = {
    ...foreignMeta(params),
    [metaKeys.protocolVersion]: envelope.protocolVersion,
    [metaKeys.clientInfo]: envelope.clientInfo,
    [metaKeys.clientCapabilities]: envelope.clientCapabilities,
    ...(envelope.logLevel !== null && { [metaKeys.logLevel]: envelope.logLevel }),
  };
  return withMeta(params, meta);
}

/** The params for a hop of the legacy era. A `_meta` that held nothing else goes as a whole. */
export function withoutEnvelope(params: JsonObject | undefined): JsonObject | undefined {
  const meta = params?.['_meta'];
  if (!isObject(meta) || !Object.keys(meta).some((name) => own.has(name))) return params;
  const rest = foreignMeta(params);
  if (Object.keys(rest).length > 0) return withMeta(params, rest);
  const { _meta: _envelope, ...others } = params ?? {};
  return spelledAs(others, params ?? {});
}

function foreignMeta(params: JsonObject | undefined): JsonObject {
  const meta = params?.['_meta'];
  return isObject(meta) ? Object.fromEntries(Object.entries(meta).filter(([name]) => !own.has(name))) : {};
}

function withMeta(params: JsonObject | undefined, changed: JsonObject): JsonObject {
  const meta = params?.['_meta'];
  return spelledAs({ ...params, _meta: isObject(meta) ? spelledAs(changed, meta) : changed }, params ?? {});
}
