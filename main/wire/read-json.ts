import type { FrameFault } from './channel.ts';
import type { JsonObject, JsonValue } from './frame.ts';
import { isIndex, isList, keepSpelling } from './keep-spelling.ts';
import { scanJson } from './scan-json.ts';

/** Objects and arrays inside each other, the outermost included. */
export const maxDepth = 64;

/** Members and elements of one message: enough for any answer, and read in about a second. A line of 60 MB can hold thirty million. */
export const maxValues = 2_000_000;

export interface JsonFault {
  readonly kind: FrameFault['kind'];
  readonly message: string;
}

export type JsonReading = { readonly value: JsonValue; readonly fault: null } | { readonly value: null; readonly fault: JsonFault };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The one place that turns text from outside into values. Strict: UTF-8, no deeper than `maxDepth`, no name twice in one object, no name
 * that isn't Unicode text, since two such names can become one in another program. Text that `JSON.stringify` would write differently is
 * remembered beside the value (`sourceText`); a value and its text can therefore be told apart by nobody who reads JSON: names are unique,
 * and what the policy decides on is what the server gets.
 */
export function readJson(bytes: Buffer): JsonReading {
  const scan = scanJson({ depth: maxDepth, values: maxValues }, bytes);
  if (scan.tooDeep) return fault('too_deep', `The message is nested deeper than ${maxDepth} levels.`);
  if (scan.tooMany) return fault('too_large', `The message holds more than ${maxValues} values.`);
  const text = decode(bytes);
  const value = text === undefined ? undefined : parse(text);
  if (text === undefined || value === undefined) return fault('not_json', 'The line is not JSON in UTF-8.');
  const names = new Names(text.includes('\\u'));
  names.visit(value);
  if (names.count !== scan.members) return fault('not_a_frame', 'An object in the message has the same name twice.');
  if (names.areBroken) return fault('not_a_frame', 'A name in the message is not Unicode text: it has half of a surrogate pair.');
  if (scan.oddNumber || names.areReordered) keepSpelling(value, text);
  return { value, fault: null };
}

/** The same for a text that lies in a message or in the database. Undefined where it isn't acceptable. */
export function readJsonText(text: string): JsonValue | undefined {
  if (!text.isWellFormed()) return undefined;
  const { value, fault: refused } = readJson(Buffer.from(text));
  return refused === null ? value : undefined;
}

function fault(kind: JsonFault['kind'], message: string): JsonReading {
  return { value: null, fault: { kind, message } };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    // Reported by the caller, which knows the line.
    return undefined;
  }
}

function parse(text: string): JsonValue | undefined {
  try {
    // JSON.parse returns nothing but JSON values.
    return JSON.parse(text) as JsonValue;
  } catch {
    // Reported by the caller, which knows the line.
    return undefined;
  }
}

/** What became of the names in a text: of two that are the same, JSON.parse keeps one. */
class Names {
  readonly #mayBeBroken: boolean;
  count = 0;
  areReordered = false;
  areBroken = false;

  /** `mayBeBroken`: the text has escapes by which half a surrogate pair can be written. */
  constructor(mayBeBroken: boolean) {
    this.#mayBeBroken = mayBeBroken;
  }

  visit(value: JsonValue): void {
    if (typeof value !== 'object' || value === null) return;
    if (isList(value)) for (const element of value) this.visit(element);
    else this.#visitObject(value);
  }

  #visitObject(value: JsonObject): void {
    const names = Object.keys(value);
    this.count += names.length;
    // JavaScript puts these first.
    if (isIndex(names[0] ?? '')) this.areReordered = true;
    if (this.#mayBeBroken && !names.every((name) => name.isWellFormed())) this.areBroken = true;
    for (const name of names) this.visit(value[name] ?? null);
  }
}
