/** JSON of unknown shape, looked at with care. */

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether it is a JSON object: no list, and not null. */
export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object; none where it isn't one. */
export function fieldsOf(value: unknown): JsonRecord {
  return isJsonRecord(value) ? value : {};
}
