import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { decodedHeader, headerOf } from './http-header-values.ts';

interface Mirrored {
  readonly header: string;
  readonly path: readonly string[];
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const decimal = /^-?\d+(?:\.\d+)?$/;

/**
 * What is wrong with the `Mcp-Param-*` headers of a tools/call, as a sentence; null where they say what the arguments say. The tool's
 * schema names the arguments that a header must repeat by `x-mcp-header` (2026-07-28, "Custom Headers from Tool Parameters").
 */
export function paramHeaderFault(inputSchema: JsonObject, given: JsonObject, headers: IncomingHttpHeaders): string | null {
  for (const { header, path } of mirroredIn(inputSchema, [])) {
    const value = textOf(valueAt(given, path));
    if (value === null) continue;
    const sent = headerOf(headers, header.toLowerCase());
    if (sent === undefined) return `the argument ${path.join('.')} needs the header ${header}`;
    const decoded = decodedHeader(sent);
    if (decoded === null) return `the header ${header} has characters that it can't have`;
    if (!isSame(decoded, value, valueAt(given, path))) return `the header ${header} differs from the argument ${path.join('.')}`;
  }
  return null;
}

/** Only along `properties`: what lies elsewhere can't be found without evaluating the schema, and counts for nothing. */
function* mirroredIn(schema: JsonValue | undefined, path: readonly string[]): Generator<Mirrored> {
  if (!isObject(schema)) return;
  const { 'x-mcp-header': name, properties } = schema;
  if (path.length > 0 && typeof name === 'string' && token.test(name)) yield { header: `Mcp-Param-${name}`, path };
  if (!isObject(properties)) return;
  for (const [key, property] of Object.entries(properties)) yield* mirroredIn(property, [...path, key]);
}

function valueAt(given: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = given;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** Null where there is nothing to repeat. */
function textOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Numbers are compared as numbers: `42.0` is `42`. */
function isSame(decoded: string, text: string, value: JsonValue | undefined): boolean {
  return decoded === text || (typeof value === 'number' && decimal.test(decoded) && Number(decoded) === value);
}
