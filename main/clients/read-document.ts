import { parse as parseJson, type ParseError } from 'jsonc-parser';
import { parse as parseYaml } from 'yaml';
import type { Format } from './edit/place.ts';
import { readTomlSource } from './edit/read-toml.ts';

/** All that a file says, as plain values, read as generously as any app would. Null where it can't be read. */
export function readDocument(text: string, format: Format): unknown {
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    if (format === 'toml') return readTomlSource(bare).value;
    if (format === 'yaml') return parseYaml(bare);
    const errors: ParseError[] = [];
    const value: unknown = parseJson(bare, errors, { allowTrailingComma: true, allowEmptyContent: true });
    return errors.length === 0 ? value : null;
  } catch {
    // Whoever needs to know where the fault is reads it with `readEntries`.
    return null;
  }
}
