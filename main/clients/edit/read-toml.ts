import { parseDocument } from '@decimalturn/toml-patch';
import { isJsonRecord } from '../../lib/json-record.ts';
import { ConfigFault, faultAt, tooDeep } from './config-fault.ts';
import { refuseBehindQuotes } from './toml-quotes.ts';

type Document = ReturnType<typeof parseDocument>;
export type Block = Document['cst'][number];
export type Row = Extract<Block, { readonly key: { readonly raw: string } }>;
export type InlineTable = Extract<Row['value'], { readonly items: { readonly item: Row }[] }>;

/** Of a dotted key. */
const mostParts = 500;

export interface TomlSource {
  readonly blocks: readonly Block[];
  readonly value: unknown;
}

/** By what the library says. Its own words quote the file, which may hold secrets. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/already defined|^Cannot (?:extend|traverse)/, 'This name is defined for the second time: take one of the two out.'],
  [/^Newline|Carriage return|^Expected close of string|^Unterminated/, 'This text has no closing quote.'],
  [/^(?:Control char|Null)/, 'This text holds a control character: write it as an escape.'],
  [/^Invalid (?:escape|Unicode|hex|\\)|backslash/, 'This text has a backslash that stands for nothing: put the text in single quotes.'],
  [/^Missing comma/, 'A comma is missing here.'],
  [/^(?:Leading|Consecutive) comma/, 'There is a comma too many here.'],
  [/^(?:Expected "="|Use '=|Missing key|Invalid bare key)/, 'A name stands before an = and a value behind it.'],
  [/^Expected (?:table clos|"[\]}])|requires a table name/, 'A closing bracket is missing here, or what belongs before it.'],
  [/separated by a newline|^Extra content/, 'This stands on a line of its own.'],
  [
    /^(?:Invalid|Float|Offset|Double|Incomplete|Leading zeros|Number|Underscore|Expected value|Unrec)/,
    'A value belongs here: text stands in quotes.',
  ],
];
/** @throws ConfigFault. */
export function readTomlSource(text: string): TomlSource {
  refuseLongKeys(text);
  try {
    const document = parseDocument(text);
    refuseBehindQuotes(document.cst);
    return { blocks: document.cst, value: plain(document.toJsObject) };
  } catch (error) {
    throw faultOf(text, error);
  }
}

/** The library takes time and memory with the square of a key's parts, so that a line of them can end this program. @throws ConfigFault. */
function refuseLongKeys(text: string): void {
  // A choice for each character would use up the stack on a text of megabytes.
  const bare = text.replaceAll(/"""[^]*?"""|'''[^]*?'''|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'|#[^\n]*/g, '_');
  if (bare.split(/[^\w.\t -]+/).some((key) => key.split('.').length > mostParts)) throw faultAt(text, 0, tooDeep);
}

/** The library's error has a line from 1, a column from 0, and its sentence behind the excerpt; where it trips over a file that breaks off, none of them. */
function faultOf(text: string, error: unknown): unknown {
  if (error instanceof ConfigFault || error instanceof RangeError || !(error instanceof Error)) return error;
  if (!('line' in error) || !('column' in error))
    return faultAt(text, text.trimEnd().length, 'This is not valid TOML: it breaks off here.');
  const told = error.message.split('\n').at(-1) ?? '';
  const [, sentence = "This doesn't belong here."] = sentences.find(([pattern]) => pattern.test(told)) ?? [];
  return new ConfigFault({ line: Number(error.line), column: Number(error.column) + 1 }, `This is not valid TOML. ${sentence}`);
}

/** Dates as their text, since nothing else of them is ever compared or shown. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return isJsonRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : value;
}
