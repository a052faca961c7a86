import { isJsonRecord, type JsonRecord } from '../../lib/json-record.ts';

/** A table with its header, and one below it for each object in it. */
export function tomlTable(path: readonly string[], table: JsonRecord, eol: string): string {
  const members = Object.entries(table).filter(([, value]) => value !== null);
  const rows = members.filter(([, value]) => !isJsonRecord(value)).map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`);
  const below = members.flatMap(([key, value]) => (isJsonRecord(value) ? [tomlTable([...path, key], value, eol)] : []));
  return [[`[${path.map(tomlKey).join('.')}]`, ...rows].join(eol), ...below].join(eol + eol);
}

export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlString(key);
}

/** On one line. TOML has no null: such a member is left out. */
export function tomlValue(value: unknown): string {
  if (typeof value === 'string') return tomlString(value);
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  if (!isJsonRecord(value)) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return members.length === 0 ? '{}' : `{ ${members.map(([key, member]) => `${tomlKey(key)} = ${tomlValue(member)}`).join(', ')} }`;
}

/** JSON's escapes are TOML's; TOML wants one more. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', '\\u007F');
}
