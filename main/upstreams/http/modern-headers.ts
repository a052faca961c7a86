import { metaKeys } from '../../protocol/meta-keys.ts';
import { namedBy } from '../../protocol/named-by.ts';
import type { Frame, JsonObject, JsonValue } from '../../wire/frame.ts';
import { isObject } from '../../wire/parse-frame.ts';

/** The revision that the frame names; null: it is of the legacy era. */
export function modernVersionOf(frame: Frame): string | null {
  if (!('method' in frame)) return null;
  const meta = frame.params?.['_meta'];
  const version = isObject(meta) ? meta[metaKeys.protocolVersion] : undefined;
  return typeof version === 'string' ? version : null;
}

/** The headers that must say the same as the body. */
export function modernHeaders(method: string, params: JsonObject | undefined, version: string): Record<string, string> {
  const name = params?.[namedBy.get(method) ?? ''];
  return {
    'mcp-protocol-version': headerValue(version),
    'mcp-method': headerValue(method),
    ...(typeof name === 'string' && { 'mcp-name': headerValue(name) }),
  };
}

/** As text where a header can hold it, else in Base64 with the specification's marks (SEP-2243, "Value Encoding"). */
export function headerValue(text: string): string {
  const isPlain = /^[\t\x20-\x7e]+$/.test(text) && text.trim() === text && !/^=\?base64\?.*\?=$/i.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** A value as a header's text before it is encoded; undefined where it can't be one. `spelling`: how a number stands in the body. */
export function primitiveText(value: JsonValue | undefined, spelling: string | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  if (Number.isSafeInteger(value)) return String(value);
  if (spelling !== undefined && /^-?\d+$/.test(spelling)) return spelling;
  return Number.isInteger(value) || !Number.isFinite(value) ? undefined : String(value);
}
