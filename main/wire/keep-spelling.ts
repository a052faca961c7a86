import type { JsonObject, JsonValue } from './frame.ts';
import { endOfPlain, endOfQuoted, mostPieces, unquoted } from './json-tokens.ts';
import { isOddlySpelled } from './scan-json.ts';
import { keepSourceText } from './source-text.ts';

type Container = JsonObject | readonly JsonValue[];

/**
 * Remembers, for every object and list that holds something which `JSON.stringify` would write differently, how it is spelled in `text`:
 * its numbers, and its names in their order. White space goes (a lone carriage return would be a line's end to some servers) and strings
 * are escaped as `JSON.stringify` does it, so that nothing is hidden from a reader by escapes; neither changes what is said.
 * All texts are parts of one, so that nesting costs no memory. `text` is valid, and `value` what it says.
 */
export function keepSpelling(value: JsonValue, text: string): void {
  const reader = new SpellingReader(text);
  reader.read(value);
  reader.keep();
}

class SpellingReader {
  readonly #text: string;
  readonly #kept: { readonly value: Container; readonly from: number; readonly to: number }[] = [];
  #at = 0;
  #whole = '';
  #pieces: string[] = [];
  /** What was read but is not yet a piece: unchanged text up to `#at`. */
  #runFrom = 0;
  /** Of everything written so far but the run. */
  #length = 0;

  constructor(text: string) {
    this.#text = text;
  }

  keep(): void {
    this.#endRun();
    this.#join();
    for (const { value, from, to } of this.#kept) keepSourceText(value, this.#whole.slice(from, to));
  }

  /** Whether the value has to be spelled as it is. */
  read(value: JsonValue): boolean {
    this.#skipSpace();
    const from = this.#at;
    if (typeof value === 'object' && value !== null) return this.#readContainer(value);
    if (typeof value === 'string') {
      this.#readQuoted();
      return false;
    }
    this.#at = endOfPlain(this.#text, from);
    return typeof value === 'number' && isOddlySpelled(this.#text.slice(from, this.#at));
  }

  #readContainer(value: Container): boolean {
    const from = this.#written();
    this.#at += 1;
    let isOdd = false;
    for (let index = 0; !this.#isAtEnd(); index += 1) {
      if (index > 0) this.#at += 1;
      isOdd = (isList(value) ? this.read(value[index] ?? null) : this.#readMember(value)) || isOdd;
    }
    this.#at += 1;
    if (isOdd) this.#kept.push({ value, from, to: this.#written() });
    return isOdd;
  }

  /** JavaScript moves names that look like an index to the front. */
  #readMember(value: JsonObject): boolean {
    this.#skipSpace();
    const name = unquoted(this.#readQuoted());
    this.#skipSpace();
    this.#at += 1;
    return this.read(value[name] ?? null) || isIndex(name);
  }

  #readQuoted(): string {
    const from = this.#at;
    const end = endOfQuoted(this.#text, from);
    const quoted = this.#text.slice(from, end);
    const plain = quoted.includes('\\') ? JSON.stringify(JSON.parse(quoted)) : quoted;
    if (plain !== quoted) this.#replace(end, plain);
    else this.#at = end;
    return quoted;
  }

  #isAtEnd(): boolean {
    this.#skipSpace();
    const character = this.#text.charAt(this.#at);
    return character === '}' || character === ']';
  }

  #skipSpace(): void {
    let end = this.#at;
    while (this.#text.charCodeAt(end) <= 0x20) end += 1;
    if (end > this.#at) this.#replace(end, '');
  }

  /** Writes `instead` for what stands between here and `end`. */
  #replace(end: number, instead: string): void {
    this.#endRun();
    this.#pieces.push(instead);
    this.#length += instead.length;
    this.#at = end;
    this.#runFrom = end;
    if (this.#pieces.length >= mostPieces) this.#join();
  }

  #written(): number {
    return this.#length + this.#at - this.#runFrom;
  }

  #endRun(): void {
    if (this.#at > this.#runFrom) this.#pieces.push(this.#text.slice(this.#runFrom, this.#at));
    this.#length = this.#written();
    this.#runFrom = this.#at;
  }

  #join(): void {
    this.#whole += this.#pieces.join('');
    this.#pieces = [];
  }
}

export function isList(value: Container): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Names that JavaScript sorts by their number; up to ten digits is a little more than those. */
export function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(name);
}
