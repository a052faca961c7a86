import type { JsonRecord } from '../lib/json-record.ts';

/** What of a document of unknown shape is text, or may stand for it. */
export type Scalar = string | number | boolean;

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The first of these fields that holds text; empty where none does. */
export function textAt(record: JsonRecord, ...keys: readonly string[]): string {
  const value = keys.map((key) => record[key]).find((candidate) => isScalar(candidate) && candidate !== '');
  return isScalar(value) ? String(value) : '';
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isScalar).map(String) : [];
}

/** YAML is read as text: there `true` is one, too. */
export function saysTrue(record: JsonRecord, key: string): boolean {
  return record[key] === true || record[key] === 'true';
}

export function saysFalse(record: JsonRecord, key: string): boolean {
  return record[key] === false || record[key] === 'false';
}
