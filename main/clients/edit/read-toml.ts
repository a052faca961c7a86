import { parseDocument } from '@decimalturn/toml-patch';
import { isJsonRecord } from '../../lib/json-record.ts';
import { ConfigFault } from './config-fault.ts';

type Document = ReturnType<typeof parseDocument>;
export type Block = Document['cst'][number];
export type Row = Extract<Block, { readonly key: { readonly raw: string } }>;
export type InlineTable = Extract<Row['value'], { readonly items: { readonly item: Row }[] }>;

export interface TomlSource {
  readonly blocks: readonly Block[];
  readonly value: unknown;
}

/** @throws ConfigFault. */
export function readTomlSource(text: string): TomlSource {
  try {
    const document = parseDocument(text);
    return { blocks: document.cst, value: plain(document.toJsObject) };
  } catch (error) {
    throw faultOf(error);
  }
}

/** The library's error has a line from 1, a column from 0, and its sentence behind the excerpt. */
function faultOf(error: unknown): unknown {
  if (error instanceof RangeError) return new ConfigFault({ line: 1, column: 1 }, 'The file is nested too deeply to be read.');
  if (!(error instanceof Error) || !('line' in error) || !('column' in error)) return error;
  const sentence = error.message.split('\n').at(-1) ?? 'it is not valid TOML';
  return new ConfigFault({ line: Number(error.line), column: Number(error.column) + 1 }, `This is not valid TOML: ${sentence}.`);
}

/** Dates as their text, since nothing else of them is ever compared or shown. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return isJsonRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) : value;
}
