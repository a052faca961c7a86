import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';

/** What every request of the modern era carries in its `_meta`: it belongs to one hop, everything else in `_meta` goes on. */
const envelopeKeys = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
} as const;

const own: ReadonlySet<string> = new Set(Object.values(envelopeKeys));

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
