import { parse as parseToml } from '@decimalturn/toml-patch';
import { createScanner, getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { LineCounter, parseDocument } from 'yaml';
import { NamedError } from '../../contract/errors.ts';
import { fieldsOf, isJsonRecord } from '../lib/json-record.ts';

export type TextFormat = 'JSON' | 'TOML' | 'YAML';

/** Deeper than any file with servers in it; parsers that call themselves must not run out of stack. */
const deepest = 64;

/**
 * A document as plain values, with every number spelled as it stands there. What the parsers say of a fault may quote the text, and with it
 * a secret: it isn't passed on.
 * @throws NamedError `invalid_input` with line and column, which count from 1.
 */
export function readStructured(text: string, format: TextFormat): unknown {
  if (format === 'JSON') return readJson(text);
  return format === 'TOML' ? readToml(text) : readYaml(text);
}

function readJson(text: string): unknown {
  refuseDepth(text);
  const faults: ParseError[] = [];
  const tree = parseTree(text, faults, { allowTrailingComma: true, disallowComments: false });
  const [fault] = faults;
  if (fault !== undefined) throw faultAt('JSON', placeOf(text, fault.offset));
  return tree === undefined ? undefined : exactValue(tree, text);
}

/** Numbers keep their digits. */
function exactValue(node: Node, text: string): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => exactValue(child, text));
  if (node.type === 'number') return text.slice(node.offset, node.offset + node.length);
  // The parser gives values of its own for the rest, all of them scalars.
  if (node.type !== 'object') return getNodeValue(node) as unknown;
  return recordOf(
    (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      key === undefined || value === undefined ? [] : [[String(key.value), exactValue(value, text)]],
    ),
  );
}

/** Without a prototype: no key means anything but itself. */
function recordOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  // An object that has just been made holds whatever is put into it.
  const made = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}

function refuseDepth(text: string): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const sign = scanner.getTokenLength() === 1 ? (text[scanner.getTokenOffset()] ?? '') : '';
    depth += /[{[]/.test(sign) ? 1 : /[}\]]/.test(sign) ? -1 : 0;
    if (depth > deepest) throw faultAt('JSON', placeOf(text, scanner.getTokenOffset()));
  }
}

function readToml(text: string): unknown {
  try {
    return plainValue(parseToml(text));
  } catch (error) {
    throw faultAt('TOML', tomlPlace(error));
  }
}

/** The parser's columns count from 0. */
function tomlPlace(error: unknown): TextPlace {
  const { line, column } = fieldsOf(error);
  return { line: typeof line === 'number' ? line : 1, column: (typeof column === 'number' ? column : 0) + 1 };
}

/** The parser takes its time. Characters; the largest file that a person writes is far below. */
const longestYaml = 100_000;

function readYaml(text: string): unknown {
  if (text.length > longestYaml)
    throw new NamedError('invalid_input', 'This YAML is too long. Paste only the part with the servers.', { line: 1, column: 1 });
  const lineCounter = new LineCounter();
  try {
    // Only text: `1.10`, `no` and `0x1f` mean what they say. Looking for a key that stands twice takes time with the square of the keys.
    const options = { lineCounter, schema: 'failsafe', merge: true, logLevel: 'silent', prettyErrors: false, uniqueKeys: false } as const;
    const document = parseDocument(text, options);
    const [fault] = document.errors;
    if (fault !== undefined) throw faultAt('YAML', placeIn(lineCounter, fault.pos[0]));
    return plainValue(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    if (error instanceof NamedError) throw error;
    throw faultAt('YAML', { line: 1, column: 1 });
  }
}

function placeIn(counter: LineCounter, offset: number): TextPlace {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
}

/** Numbers as they are spelled, dates as text, objects without a prototype. */
function plainValue(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1));
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Date) return String(value);
  if (!isJsonRecord(value)) return value;
  return recordOf(Object.entries(value).map(([key, inner]) => [key, plainValue(inner, depth + 1)]));
}

interface TextPlace {
  readonly line: number;
  readonly column: number;
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function faultAt(format: TextFormat, { line, column }: TextPlace): NamedError {
  const sentence = `Line ${line}, column ${column}: this isn't valid ${format}. Look at the quotes, commas and brackets there.`;
  return new NamedError('invalid_input', sentence, { line, column });
}
