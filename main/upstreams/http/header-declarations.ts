import type { JsonObject, JsonValue } from '../../wire/frame.ts';
import { isList, isObject } from '../../wire/parse-frame.ts';

/** One argument of a tool that a header repeats: where it stands in the arguments, and what the header is called after `Mcp-Param-`. */
export interface HeaderDeclaration {
  readonly path: readonly string[];
  readonly header: string;
}

export type HeaderReading =
  { readonly declarations: readonly HeaderDeclaration[]; readonly fault: null } | { readonly declarations: null; readonly fault: string };

const keyword = 'x-mcp-header';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const permittedTypes: readonly unknown[] = ['string', 'integer', 'boolean'];

/** Below these a declaration stands where no chain of `properties` leads. Those of the second list hold schemas by name. */
const singleKeywords = [
  ...['items', 'prefixItems', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames'],
  ...['oneOf', 'anyOf', 'allOf', 'not', 'if', 'then', 'else'],
];
const namedKeywords = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** The `x-mcp-header` declarations of a tool's schema; one that breaks a rule of SEP-2243 makes the whole tool invalid. */
export function headerDeclarationsOf(inputSchema: JsonValue | undefined): HeaderReading {
  const found: HeaderDeclaration[] = [];
  const names = new Set<string>();
  for (const { schema, path, isReachable } of subschemasOf({ schema: inputSchema, path: [], isReachable: true })) {
    if (!Object.hasOwn(schema, keyword)) continue;
    const header = schema[keyword];
    const fault = faultOf(header, schema, isReachable && path.length > 0);
    if (fault !== null || typeof header !== 'string') return refused(path, fault ?? 'must be text');
    if (names.has(header.toLowerCase())) return refused(path, `names “${header}”, as another argument does`);
    names.add(header.toLowerCase());
    found.push({ path, header });
  }
  return { declarations: found, fault: null };
}

interface Place<Schema> {
  readonly schema: Schema;
  readonly path: readonly string[];
  /** By a chain of `properties` alone. */
  readonly isReachable: boolean;
}

/** Every schema inside this one, itself included. Messages are never deeper than `maxDepth`, so this isn't either. */
function* subschemasOf(place: Place<JsonValue | undefined>): Generator<Place<JsonObject>> {
  const { schema, path, isReachable } = place;
  if (!isObject(schema)) return;
  yield { schema, path, isReachable };
  for (const [name, property] of entriesOf(schema['properties'])) {
    yield* subschemasOf({ schema: property, path: [...path, name], isReachable });
  }
  for (const part of partsOf(schema)) yield* subschemasOf({ schema: part, path, isReachable: false });
}

function* partsOf(schema: JsonObject): Generator<JsonValue> {
  for (const name of singleKeywords) {
    const part = schema[name];
    if (isList(part)) yield* part;
    else if (part !== undefined) yield part;
  }
  for (const name of namedKeywords) for (const [, part] of entriesOf(schema[name])) yield part;
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}

function faultOf(header: JsonValue | undefined, { type }: JsonObject, isReachable: boolean): string | null {
  if (!isReachable) return 'stands where no argument is';
  if (typeof header !== 'string' || header === '') return 'must be a text that is not empty';
  if (!token.test(header)) return 'is no name that a header can have';
  return permittedTypes.includes(type) ? null : 'goes with arguments of the types string, integer and boolean only';
}

function refused(path: readonly string[], fault: string): HeaderReading {
  return { declarations: null, fault: `${keyword} of ${path.length === 0 ? 'the schema itself' : path.join('.')} ${fault}` };
}
