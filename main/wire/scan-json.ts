/** What `JSON.parse` doesn't tell of a text. Exact for valid JSON; for anything else it does not matter, since parsing fails. */
export interface JsonScan {
  readonly tooDeep: boolean;
  /** There are more values than the limit; the rest was not looked at. */
  readonly tooMany: boolean;
  /** Names in all objects together, each as often as it stands there. */
  readonly members: number;
  /** There is a number that `JSON.stringify` would write with other characters: 9007199254740993, 1.0, 1e400, -0. */
  readonly oddNumber: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
/** Longer numbers may have more digits than a double. */
const safeDigits = 15;
/** Up to here, in bytes, looking at each byte is faster than a search. */
const shortString = 24;

export interface JsonLimits {
  /** Objects and arrays inside each other. */
  readonly depth: number;
  /** Members of objects and elements of arrays, all together. */
  readonly values: number;
}

/**
 * Looks at the brackets, names and numbers of a JSON text outside its strings. Stops at the first bracket, or value, that is one too many,
 * so it costs less than parsing, and nothing where the text is a bomb.
 */
export function scanJson(limits: JsonLimits, bytes: Buffer): JsonScan {
  let [depth, members, commas, oddNumber] = [0, 0, 0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = endOfString(bytes, at + 1);
    else if (byte === colon) members += 1;
    else if (byte === comma) commas += 1;
    else if (startsNumber(byte)) {
      const end = endOfNumber(bytes, at + 1);
      oddNumber = oddNumber || isOddNumber(bytes, at, end);
      at = end - 1;
    } else depth += depthChange(byte);
    const [tooDeep, tooMany] = [depth > limits.depth, commas > limits.values];
    if (tooDeep || tooMany) return { tooDeep, tooMany, members, oddNumber };
  }
  return { tooDeep: false, tooMany: false, members, oddNumber };
}

/** Brackets and braces differ in one bit. */
function depthChange(byte: number): number {
  const kind = byte | 0x20;
  return kind === 0x7b ? 1 : kind === 0x7d ? -1 : 0;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function startsNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2d;
}

/** Also over the characters of fractions and exponents: . e E + - */
function endOfNumber(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined; byte = bytes[at]) {
    if (!isDigit(byte) && byte !== 0x2e && (byte | 0x20) !== 0x65 && byte !== 0x2b && byte !== 0x2d) break;
    at += 1;
  }
  return at;
}

function isOddNumber(bytes: Buffer, from: number, to: number): boolean {
  if (to - from <= safeDigits && hasOnlyDigits(bytes, from, to)) return false;
  return isOddlySpelled(bytes.toString('latin1', from, to));
}

/** Whether a number of JSON reads differently when it is written again. */
export function isOddlySpelled(number: string): boolean {
  return String(Number(number)) !== number;
}

function hasOnlyDigits(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isDigit(bytes[at] ?? 0)) return false;
  return true;
}

/** Looks at each byte for a while and then searches: a long string is mostly text, or mostly escapes. */
function endOfString(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    for (const near = at + shortString; at < near; at += 1) {
      if (bytes[at] === quote) return at;
      if (bytes[at] === backslash) at += 1;
    }
    const end = bytes.indexOf(quote, at);
    if (end < 0) return bytes.length;
    if (!isEscaped(bytes, end)) return end;
    at = end + 1;
  }
  return bytes.length;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === backslash) slashes += 1;
  return slashes % 2 === 1;
}
