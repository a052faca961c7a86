import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { jsonText, spelledAs } from '../wire/json-text.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import { readJsonText } from '../wire/read-json.ts';
import { callInput, readInput } from './facade-input.ts';
import { projectValue, type Projection, type ProjectionReport } from './projection.ts';

/** Made once: zod compiles a schema at its first use, which takes many times as long as to read with it. */
const projectionInput = callInput.extend({ arguments: z.unknown().optional() });
const sameAsStructured = { type: 'text', text: 'The result is in structuredContent.' };

/**
 * The projection that the input of `call_tool` asks for; null: none. Read before the call is made, so that a mistake in it costs nothing.
 * @throws NamedError `invalid_arguments`.
 */
export function readProjection(given: JsonObject): Projection | null {
  const { fields = null, maxItems = null } = readInput('call_tool', projectionInput, given);
  return fields === null && maxItems === null ? null : { fields, maxItems };
}

/**
 * A result with less in it: `structuredContent` and every text that is JSON are projected; other text, pictures and errors stay as they
 * are. Content is carried once: a text that only repeats the structured content gives way to a note. What was asked for but isn't there,
 * and what was cut, is told in a text at the end. Neither input is changed.
 */
export function project(result: JsonObject, projection: Projection): JsonObject {
  if (result['isError'] === true) return result;
  const structured = result['structuredContent'];
  const projected = isObject(structured) ? projectValue(structured, projection) : null;
  const blocks = (isList(result['content']) ? result['content'] : []).map((block) => projectBlock(block, structured, projection));
  const reports = [...(projected === null ? [] : [projected.report]), ...blocks.flatMap(({ report }) => report ?? [])];
  const note = noteOf(reports, keysOf(structured));
  const content = [...blocks.map(({ block }) => block), ...(note === null ? [] : [{ type: 'text', text: note }])];
  return spelledAs({ ...result, ...(projected !== null && { structuredContent: projected.value }), content }, result);
}

interface ProjectedBlock {
  readonly block: JsonValue;
  readonly report: ProjectionReport | null;
}

function projectBlock(block: JsonValue, structured: JsonValue | undefined, projection: Projection): ProjectedBlock {
  const value = jsonOf(block);
  if (!isObject(block) || value === undefined) return { block, report: null };
  if (isDeepStrictEqual(value, structured)) return { block: spelledAs({ ...block, ...sameAsStructured }, block), report: null };
  const projected = projectValue(value, projection);
  return { block: spelledAs({ ...block, text: jsonText(projected.value) }, block), report: projected.report };
}

/** The object or list that the block's text spells; undefined where it is anything else. */
function jsonOf(block: JsonValue): JsonObject | readonly JsonValue[] | undefined {
  if (!isObject(block) || block['type'] !== 'text' || typeof block['text'] !== 'string' || !/^\s*[[{]/.test(block['text']))
    return undefined;
  // Text that only begins like JSON is text.
  const value = readJsonText(block['text']);
  return isObject(value) || isList(value) ? value : undefined;
}

function keysOf(structured: JsonValue | undefined): readonly string[] {
  return isObject(structured) ? Object.keys(structured) : [];
}

/** A field that one part of the result has isn't missing. */
function noteOf(reports: readonly ProjectionReport[], keys: readonly string[]): string | null {
  if (reports.length === 0) return null;
  const missing = reports
    .map((report) => new Set(report.missing))
    .reduce((all, next) => new Set([...all].filter((field) => next.has(field))));
  const cut = reports
    .flatMap((report) => [...report.cut])
    .map(([path, { kept, of }]) => `${path === '' ? 'the list' : path}: ${kept} of ${of} items shown`);
  const absent = [...missing].map((field) => `${field}: not in the result`);
  const there = absent.length > 0 && keys.length > 0 ? [`there is ${keys.slice(0, 30).join(', ')}`] : [];
  const notes = [...absent, ...there, ...cut];
  return notes.length === 0 ? null : `Projection: ${notes.join('; ')}.`;
}
