import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

/** What the caller wants to see of a result. */
export interface Projection {
  /** Dotted paths, taken through lists; null: everything. */
  readonly fields: readonly string[] | null;
  /** Elements of every list; null: all. */
  readonly maxItems: number | null;
}

/** What a projection did to one value, for telling the model. */
export interface ProjectionReport {
  /** Paths that lead nowhere in the value. */
  readonly missing: string[];
  /** Lists that were cut: the path (of all lists at the same place together), what was kept of the longest. */
  readonly cut: Map<string, { kept: number; of: number }>;
}

/** A smaller copy of the value; the value itself is left as it is. */
export function projectValue(value: JsonValue, projection: Projection): { readonly value: JsonValue; readonly report: ProjectionReport } {
  const report: ProjectionReport = { missing: [], cut: new Map() };
  const chosen = projection.fields === null ? value : select(value, projection.fields, report);
  return { value: projection.maxItems === null ? chosen : cap(chosen, projection.maxItems, { path: '', report }), report };
}

function select(value: JsonValue, fields: readonly string[], report: ProjectionReport): JsonValue {
  const found = new Set<string>();
  const selected = pick(
    value,
    fields.map((field) => ({ field, rest: field })),
    found,
  );
  report.missing.push(...fields.filter((field) => !found.has(field)));
  return selected ?? (Array.isArray(value) ? [] : {});
}

interface Wanted {
  readonly field: string;
  /** What remains of the path at this place. */
  readonly rest: string;
}

/** Undefined: nothing that is wanted is in here. */
function pick(value: JsonValue, wanted: readonly Wanted[], found: Set<string>): JsonValue | undefined {
  if (isList(value)) {
    const parts = value.map((element) => pick(element, wanted, found));
    return parts.every((part) => part === undefined)
      ? undefined
      : spelledAs(
          parts.map((part) => part ?? {}),
          value,
        );
  }
  if (!isObject(value)) return undefined;
  const entries = Object.keys(value).flatMap((key) => pickKey(value, key, { wanted, found }));
  return entries.length === 0 ? undefined : spelledAs(Object.fromEntries(entries), value);
}

function pickKey(
  value: JsonObject,
  key: string,
  { wanted, found }: { wanted: readonly Wanted[]; found: Set<string> },
): [string, JsonValue][] {
  const child = value[key] ?? null;
  const whole = wanted.filter(({ rest }) => rest === key);
  for (const { field } of whole) found.add(field);
  const deeper = wanted
    .filter(({ rest }) => rest.startsWith(`${key}.`))
    .map(({ field, rest }) => ({ field, rest: rest.slice(key.length + 1) }));
  // Also when the whole is kept: the paths into it are found then.
  const part = deeper.length === 0 ? undefined : pick(child, deeper, found);
  if (whole.length > 0) return [[key, child]];
  return part === undefined ? [] : [[key, part]];
}

interface Place {
  readonly path: string;
  readonly report: ProjectionReport;
}

function cap(value: JsonValue, maxItems: number, { path, report }: Place): JsonValue {
  if (isList(value)) {
    noteCut(path, value.length, maxItems, report);
    const kept = value.slice(0, maxItems).map((element) => cap(element, maxItems, { path, report }));
    return spelledAs(kept, value);
  }
  if (!isObject(value)) return value;
  const inside = (key: string) => ({ path: path === '' ? key : `${path}.${key}`, report });
  const kept = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, cap(child, maxItems, inside(key))]));
  return spelledAs(kept, value);
}

function noteCut(path: string, length: number, maxItems: number, report: ProjectionReport): void {
  const before = report.cut.get(path)?.of ?? 0;
  if (length > maxItems && length > before) report.cut.set(path, { kept: maxItems, of: length });
}
