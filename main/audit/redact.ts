import { memberTexts } from '../wire/json-tokens.ts';
import { readJsonText } from '../wire/read-json.ts';
import { sourceText } from '../wire/source-text.ts';
import { isCount, redacted } from './keyed-values.ts';
import { beginningAtEnd, withoutKnown } from './known-secrets.ts';
import { withEscapes } from './readable-escapes.ts';
import { isSecretKey } from './secret-keys.ts';
import { withoutSecrets } from './secret-text.ts';

/** The most that is stored of one call's arguments, as UTF-8 bytes of JSON. */
export const longestJson = 8 * 1024;

/** Left free for the notes of what was cut: one per level. */
const roomForNotes = 1_536;
const deepest = 24;
const longestKey = 200;
const longestText = 8_000;
/** No number that means one is longer. */
const longestNumber = 64;
const noteLength = 64;
/** A secret that the cut left unrecognisable lies within this many of the last characters. */
const doubtful = 256;

/** What is left to write, in bytes, shared by the whole walk; and the objects that the walk is inside of. */
interface Walk {
  room: number;
  readonly inside: Set<object>;
  readonly secrets: readonly string[];
}

/**
 * The value as one line of JSON of at most 8 KiB, without its secrets. What is too long or too deep is replaced by a note of its size;
 * nothing is passed on that wasn't looked at. Control and invisible characters are JSON escapes.
 * @param secrets values that must not be in it, whatever they look like.
 */
export function redactedJson(value: unknown, secrets: readonly string[] = []): string {
  return withEscapes(redactedValue(value, { room: longestJson - roomForNotes, inside: new Set(), secrets }, 0));
}

/**
 * Any text without its secrets: errors, last errors, summaries.
 * @param longest in characters; what is cut is noted with the size of the whole.
 * @param secrets as of `redactedJson`.
 */
export function redactText(text: string, longest = longestText, secrets: readonly string[] = []): string {
  return withEscapes(safeText(text, longest, secrets));
}

/** Looks further than it keeps, so that a secret at the cut is still seen as one. */
function safeText(text: string, longest: number, secrets: readonly string[]): string {
  const window = Math.max(longest, doubtful) * 4;
  const whole = text.length <= window;
  const looked = withoutKnown(whole ? text : text.slice(0, window), secrets);
  const safe = redactedContent(whole ? looked : looked.slice(0, beginningAtEnd(looked, secrets)), secrets).toWellFormed();
  if (whole && safe.length <= longest) return safe;
  const kept = whole ? safe : safe.slice(0, -doubtful);
  return `${kept.slice(0, longest).toWellFormed()}… [cut: ${text.length} characters in all]`;
}

/** Text that is JSON as a whole is redacted by its keys, any other by what it contains. */
function redactedContent(text: string, secrets: readonly string[]): string {
  const parsed = /^\s*[{[]/.test(text) ? parsedJson(text) : undefined;
  if (parsed === undefined) return withoutSecrets(text);
  return redactedValue(parsed, { room: text.length + roomForNotes, inside: new Set(), secrets }, 0);
}

function parsedJson(text: string): unknown {
  const exact = readJsonText(text);
  if (exact !== undefined) return exact;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON after all: it is treated as text.
    return undefined;
  }
}

/** As JSON. `spelled`: the number as it came, where that is known. */
function redactedValue(value: unknown, walk: Walk, depth: number, spelled?: string): string {
  if (typeof value === 'string') return JSON.stringify(keptText(value, walk));
  if (typeof value !== 'object' || value === null) return keptScalar(value, walk, spelled);
  if (walk.inside.has(value)) return '"[circular]"';
  if (depth >= deepest) return '"[too deep]"';
  walk.inside.add(value);
  walk.room -= 2;
  const kept = Array.isArray(value) ? redactedArray(value, walk, depth) : redactedObject(value, walk, depth);
  walk.inside.delete(value);
  return kept;
}

function keptScalar(value: unknown, walk: Walk, spelled?: string): string {
  if (spelled !== undefined && spelled.length > longestNumber) return JSON.stringify(keptText(spelled, walk));
  const kept = spelled ?? JSON.stringify(typeof value === 'bigint' ? String(value) : value) ?? 'null';
  walk.room -= kept.length + 1;
  return kept;
}

function keptText(text: string, walk: Walk): string {
  let longest = Math.max(walk.room - noteLength, 16);
  let kept = safeText(text, longest, walk.secrets);
  while (bytesOf(kept) > walk.room && longest > 16) {
    longest = Math.floor(longest / 2);
    kept = safeText(text, longest, walk.secrets);
  }
  walk.room -= bytesOf(kept) + 1;
  return kept;
}

/** As it will be stored. */
function bytesOf(text: string): number {
  return Buffer.byteLength(withEscapes(JSON.stringify(text)));
}

function redactedArray(array: readonly unknown[], walk: Walk, depth: number): string {
  const kept: string[] = [];
  const spellings = spellingsOf(array);
  for (const [index, item] of array.entries()) {
    const [, spelled] = spellings.next().value ?? [];
    if (walk.room <= 0) {
      kept.push(JSON.stringify(`… [cut: ${array.length} items in all]`));
      break;
    }
    const announced = typeof item === 'string' && isAnnounced(array, index);
    kept.push(announced ? JSON.stringify(redacted) : redactedValue(item, walk, depth + 1, spelled));
  }
  return `[${kept.join(',')}]`;
}

/** Each member's name and, where it is known, its text, in the order in which they came. */
function spellingsOf(value: object): Iterator<readonly [string, string?]> {
  const text = sourceText(value);
  if (text !== undefined) return memberTexts(text);
  return Array.isArray(value)
    ? [].values()
    : Object.keys(value)
        .map((key) => [key] as const)
        .values();
}

/** `["--token", "…"]` and `["Authorization", "…"]`. */
function isAnnounced(array: readonly unknown[], index: number): boolean {
  const before = array[index - 1];
  if (typeof before !== 'string') return false;
  const announces = /^--?[A-Za-z]/.test(before) ? !before.includes('=') : array.length === 2 && headerName.test(before);
  return announces && isSecretKey(before);
}

const headerName = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]+):?$/i;

function redactedObject(object: object, walk: Walk, depth: number): string {
  const named = namesSecret(object);
  const kept: string[] = [];
  for (const [key, spelled] of Iterator.from(spellingsOf(object))) {
    const value: unknown = Reflect.get(object, key);
    if (value === undefined) continue;
    if (walk.room <= 0) {
      kept.push(`"…":"[cut: ${Object.keys(object).length} keys in all]"`);
      break;
    }
    const shown = safeText(key, longestKey, walk.secrets);
    walk.room -= bytesOf(shown) + 1;
    const secret = isSecretKey(key) || (named && valueKeys.has(key.toLowerCase()));
    const isHidden = secret && !mayBeSeen(key, value);
    kept.push(`${JSON.stringify(shown)}:${isHidden ? JSON.stringify(redacted) : redactedValue(value, walk, depth + 1, spelled)}`);
  }
  return `{${kept.join(',')}}`;
}

const nameKeys = ['name', 'key', 'header', 'field', 'Name', 'Key'];
const valueKeys = new Set(['value', 'values', 'val', 'content', 'data']);

/** `{ name: 'Authorization', value: '…' }`. */
function namesSecret(object: object): boolean {
  return nameKeys.some((key) => {
    const name: unknown = Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
    return typeof name === 'string' && isSecretKey(name);
  });
}

/** Whether there is a secret at all, and counts. */
function mayBeSeen(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return true;
  return (typeof value === 'number' || typeof value === 'string') && isCount(key, String(value));
}
