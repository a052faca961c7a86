import type { JsonObject, RequestId } from './frame.ts';
import { spelledAs } from './json-text.ts';
import { isObject } from './parse-frame.ts';

/** The token that the sender of a request wants its progress under, or null. */
export function progressTokenOf(params: JsonObject | undefined): RequestId | null {
  const meta = params?.['_meta'];
  const token = isObject(meta) ? meta['progressToken'] : undefined;
  return typeof token === 'string' || typeof token === 'number' ? token : null;
}

/**
 * The same params asking for progress under `token`, or, with null, for none: a token is only unique between two sides, so
 * one that came from elsewhere must not go on.
 */
export function withProgressToken(params: JsonObject | undefined, token: number | null): JsonObject | undefined {
  const meta = params?.['_meta'];
  if (token !== null) return withMeta(params, isObject(meta) ? { ...meta, progressToken: token } : { progressToken: token });
  if (!isObject(meta) || !('progressToken' in meta)) return params;
  const { progressToken: _foreign, ...rest } = meta;
  return withMeta(params, rest);
}

/** A tick that came under a token of ours, under the token that the sender of `params` gave. */
export function underTokenOf(params: JsonObject | undefined, token: RequestId, tick: JsonObject): JsonObject {
  const meta = params?.['_meta'];
  return spelledAs({ ...tick, progressToken: token }, tick, ...(isObject(meta) ? [meta] : []));
}

function withMeta(params: JsonObject | undefined, changed: JsonObject): JsonObject {
  const meta = params?.['_meta'];
  return spelledAs({ ...params, _meta: isObject(meta) ? spelledAs(changed, meta) : changed }, params ?? {});
}
