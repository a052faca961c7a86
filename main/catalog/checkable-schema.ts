import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

const maxTextLength = 200_000;
const maxDepth = 32;
/** Subschemas, each counted as often as references lead to it: bounds both compiling and checking. */
const maxCost = 500;

const literalKeywords = new Set(
  `type enum const nullable minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties
  maxProperties required dependentRequired minContains maxContains $ref`.split(/\s+/),
);
const schemaKeywords = new Set(
  'items additionalItems additionalProperties not if then else contains propertyNames unevaluatedItems unevaluatedProperties'.split(' '),
);
const listKeywords = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const mapKeywords = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);
/** Left to the server. A pattern or a comparison of all items may take for ever, and formats are understood in many ways. */
const skippedKeywords = new Set(['pattern', 'patternProperties', 'uniqueItems', 'format', 'dependencies']);
/** They make what a reference means depend on more than its pointer. */
const refusedKeywords = ['$id', 'id', '$anchor', '$dynamicAnchor', '$dynamicRef', '$recursiveRef', '$recursiveAnchor'];
/** Where a looser subschema would make the whole stricter. */
const invertedKeywords = ['not', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains'];

/**
 * The part of an untrusted schema that is safe to check arguments against: it accepts whatever the schema itself accepts. Null where the
 * schema is a bomb, refers to itself or to anything outside, or can't be understood; then arguments are left to the server.
 */
export function checkableSchema(schema: JsonValue | undefined): JsonObject | null {
  if (!isObject(schema) || JSON.stringify(schema).length > maxTextLength) return null;
  const { $schema: _dialect, $id: _id, id: _oldId, ...root } = schema;
  const reader = new SchemaReader();
  const { value } = reader.schema(root, 0);
  if (!reader.isUnderstood || !isObject(value)) return null;
  return new CostCounter(value).cost(value) <= maxCost ? value : null;
}

interface Reading {
  readonly value: JsonValue;
  /** Something was skipped, so that this accepts more than it did. */
  readonly isLooser: boolean;
}

class SchemaReader {
  isUnderstood = true;

  schema(schema: JsonValue, depth: number): Reading {
    if (typeof schema === 'boolean') return { value: schema, isLooser: false };
    if (depth > maxDepth || !isObject(schema) || refusedKeywords.some((keyword) => typeof schema[keyword] === 'string'))
      return this.#giveUp();
    const entries = Object.entries(schema);
    const readings = entries.map(([keyword, value]) => [keyword, this.#keyword(keyword, value, depth + 1)] as const);
    const kept = new Map(readings.flatMap(([keyword, reading]) => (reading === null ? [] : [[keyword, reading.value]])));
    const looser = new Set(readings.flatMap(([keyword, reading]) => (reading?.isLooser === true ? [keyword] : [])));
    for (const keyword of Object.keys(schema)) if (skippedKeywords.has(keyword)) looser.add(keyword);
    soften(kept, looser);
    return { value: Object.fromEntries(kept), isLooser: looser.size > 0 };
  }

  #keyword(keyword: string, value: JsonValue, depth: number): Reading | null {
    if (literalKeywords.has(keyword)) return { value, isLooser: false };
    if (keyword === 'items' && Array.isArray(value)) return this.#list(value, depth);
    if (schemaKeywords.has(keyword)) return this.schema(value, depth);
    if (listKeywords.has(keyword)) return Array.isArray(value) ? this.#list(value, depth) : this.#giveUp();
    if (mapKeywords.has(keyword)) return isObject(value) ? this.#map(value, depth) : this.#giveUp();
    return null;
  }

  #list(schemas: readonly JsonValue[], depth: number): Reading {
    const readings = schemas.map((schema) => this.schema(schema, depth));
    return { value: readings.map(({ value }) => value), isLooser: readings.some(({ isLooser }) => isLooser) };
  }

  #map(schemas: JsonObject, depth: number): Reading {
    const readings = Object.entries(schemas).map(([name, schema]) => [name, this.schema(schema, depth)] as const);
    return {
      value: Object.fromEntries(readings.map(([name, { value }]) => [name, value])),
      isLooser: readings.some(([, { isLooser }]) => isLooser),
    };
  }

  #giveUp(): Reading {
    this.isUnderstood = false;
    return { value: true, isLooser: true };
  }
}

/** Takes out what would refuse more now that other parts refuse less. */
function soften(kept: Map<string, JsonValue>, looser: ReadonlySet<string>): void {
  const alternatives = kept.get('oneOf');
  if (looser.has('oneOf') && alternatives !== undefined) {
    kept.delete('oneOf');
    kept.set('allOf', [...listOf(kept.get('allOf')), { anyOf: alternatives }]);
  }
  if (invertedKeywords.some((keyword) => looser.has(keyword))) for (const keyword of invertedKeywords) kept.delete(keyword);
  if (looser.has('patternProperties')) for (const keyword of ['additionalProperties', 'unevaluatedProperties']) kept.delete(keyword);
}

/** Follows references, so that a few lines that stand for millions are seen for what they are. A circle costs infinitely much. */
class CostCounter {
  readonly #root: JsonObject;
  readonly #costs = new Map<JsonValue, number>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  cost(part: JsonValue): number {
    if (typeof part !== 'object' || part === null) return 0;
    const known = this.#costs.get(part);
    if (known !== undefined) return known;
    this.#costs.set(part, Number.POSITIVE_INFINITY);
    const reference = isObject(part) ? part['$ref'] : undefined;
    const children: readonly JsonValue[] = Object.values(part);
    const own = children.reduce<number>((sum, child) => sum + this.cost(child), 1);
    const total = typeof reference === 'string' ? own + this.cost(this.#target(reference)) : own;
    this.#costs.set(part, total);
    return total;
  }

  /** An unresolvable or foreign reference leads to the root, which makes it a circle. */
  #target(reference: string): JsonValue {
    if (!reference.startsWith('#/')) return this.#root;
    const steps = reference
      .slice(2)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return steps.reduce<JsonValue>(
      (part, step) => (isObject(part) && Object.hasOwn(part, step) ? (part[step] ?? this.#root) : this.#root),
      this.#root,
    );
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}
