import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { metaKeys } from './meta-keys.ts';

/** What `resources/read` and all lists must tell a modern app: may they be kept, and for how long (SEP-2549). */
const cacheable: ReadonlySet<string> = new Set([
  ...['server/discover', 'tools/list', 'prompts/list'],
  ...['resources/list', 'resources/templates/list', 'resources/read'],
]);

/**
 * A result as modern apps expect it: its type, who made it, and the hints for caches. What the server itself said of these stays, but
 * for the scope: what one app is shown is private to it.
 */
export function modernResult(result: JsonObject, method: string, serverInfo: JsonObject): JsonObject {
  const { resultType = 'complete', ttlMs, _meta: given } = result;
  const meta = isObject(given) ? given : {};
  const signed = metaKeys.serverInfo in meta ? meta : spelledAs({ ...meta, [metaKeys.serverInfo]: serverInfo }, meta);
  const hints = cacheable.has(method) && resultType === 'complete' ? { ttlMs: durationOf(ttlMs), cacheScope: 'private' } : {};
  return spelledAs({ ...result, resultType, _meta: signed, ...hints }, result);
}

/** A modern server's result as legacy apps know it: their structured content is an object, and they refuse a result where it isn't. */
export function legacyResult(result: JsonObject): JsonObject {
  if (!('resultType' in result)) return result;
  const { resultType: _modern, structuredContent, ...rest } = result;
  if (structuredContent === undefined) return spelledAs(rest, result);
  const wrapped = isObject(structuredContent) ? structuredContent : { result: structuredContent };
  return spelledAs({ ...rest, structuredContent: wrapped }, result);
}

/**
 * A tool as legacy apps can read it: an output schema describes an object there (2025-11-25, Tool), and one that doesn't makes them refuse
 * the whole list. It is left out, since what they get is not what it describes.
 */
export function legacyTool<Tool extends JsonObject>(tool: Tool): Tool | Omit<Tool, 'outputSchema'> {
  if (!isObject(tool['outputSchema']) || tool['outputSchema']['type'] === 'object') return tool;
  const { outputSchema: _modern, ...rest } = tool;
  return spelledAs(rest, tool);
}

function durationOf(ttlMs: unknown): number {
  return typeof ttlMs === 'number' && Number.isInteger(ttlMs) && ttlMs >= 0 ? ttlMs : 0;
}
