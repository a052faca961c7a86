import { parse as parseJsonc, type ParseError } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

/** A client's file as values. Throws where it can't be read. */
export function parseConfig(file: string, text: string): unknown {
  if (file.endsWith('.toml')) return parseToml(text);
  if (file.endsWith('.yaml')) return parseYaml(text);
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new Error(`${file} is broken: ${text}`);
  return value;
}

/** The same values without one server, whether the servers are a map or a list of things with a name. */
export function withoutServer(value: unknown, keyPath: readonly string[], name: string): unknown {
  const [key, ...rest] = keyPath;
  if (Array.isArray(value)) return value.filter((one: unknown) => !isNamed(one, name));
  if (typeof value !== 'object' || value === null) return value;
  if (key === undefined) return Object.fromEntries(Object.entries(value).filter(([entry]) => entry !== name));
  return Object.fromEntries(
    Object.entries(value).map(([entry, inner]) => [entry, entry === key ? withoutServer(inner, rest, name) : inner]),
  );
}

function isNamed(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === name;
}
