import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../../contract/errors.ts';
import { isJsonRecord } from '../../lib/json-record.ts';
import { ConfigFault, faultAt, tooDeep } from './config-fault.ts';
import type { Editable, Reader } from './editable.ts';
import { readJsonFile } from './json-editable.ts';
import type { EntryPlace, Format } from './place.ts';
import { type Splice, spliced } from './splice.ts';
import { readTomlFile } from './toml-editable.ts';
import { readYamlFile } from './yaml-editable.ts';

const readers: Readonly<Record<Format, Reader>> = { json: readJsonFile, jsonc: readJsonFile, toml: readTomlFile, yaml: readYamlFile };

const mark = '\uFEFF';

/**
 * The servers in an app's file, by name, as plain values. An empty file has none.
 * @throws ConfigFault where the app couldn't read the file, or where it isn't clear what an entry is.
 */
export function readEntries(text: string, place: EntryPlace): ReadonlyMap<string, unknown> {
  return unlessTooDeep(text, () => read(text, place)).entries;
}

/** What a file says, without where it says it. */
export type ConfigReading = Pick<Editable, 'entries' | 'missingKeys' | 'value'>;

/** As `readEntries`, and what else the file says. @throws ConfigFault. */
export function readConfig(text: string, place: EntryPlace): ConfigReading {
  return unlessTooDeep(text, () => read(text, place));
}

/**
 * The file with this entry in place of one of that name, or behind the others; everything else stays to the byte. The same text where the
 * entry says just that already.
 * @throws ConfigFault as `readEntries`, or where the change can't be made without touching something else.
 */
export function withEntry(text: string, place: EntryPlace, name: string, entry: unknown): string {
  const value = writable(entry);
  return unlessTooDeep(text, () => {
    const before = read(text, place);
    if (before.entries.has(name) && isDeepStrictEqual(before.entries.get(name), value)) return text;
    const splices = before.entries.has(name) ? before.replaced(name, value) : before.added(name, value);
    return checked({ text, place, name, before }, splices, (entries) => entries.set(name, value));
  });
}

/** The file without this entry; the same text where it has none. @throws ConfigFault as `withEntry`. */
export function withoutEntry(text: string, place: EntryPlace, name: string): string {
  return unlessTooDeep(text, () => {
    const before = read(text, place);
    if (!before.entries.has(name)) return text;
    return checked({ text, place, name, before }, before.removed(name), (entries) => entries.delete(name));
  });
}

/** Everything here walks down into what the file says. @throws ConfigFault where the stack is too short for that. */
function unlessTooDeep<Value>(text: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw error instanceof RangeError ? faultAt(text, 0, tooDeep) : error;
  }
}

function read(text: string, place: EntryPlace): Editable {
  const bare = text.startsWith(mark) ? text.slice(1) : text;
  if (bare !== text && !place.tolerance.bom) {
    throw faultAt(text, 0, 'The file begins with a byte-order mark, which the app cannot read: save it as UTF-8 without one.');
  }
  if (place.container === 'list-by-name' && place.format !== 'yaml') {
    throw new NamedError('internal', 'Lists of servers are only known in YAML.', { format: place.format });
  }
  return readers[place.format](bare, place);
}

interface Edit {
  readonly text: string;
  readonly place: EntryPlace;
  readonly name: string;
  readonly before: Editable;
}

/** Reads the result again: it has to differ in that entry and in nothing else. */
function checked(edit: Edit, splices: readonly Splice[], change: (entries: Map<string, unknown>) => void): string {
  const { text, place, before } = edit;
  const lead = text.startsWith(mark) ? mark : '';
  const after = lead + spliced(text.slice(lead.length), splices);
  const expected = new Map(before.entries);
  change(expected);
  const made = readable(after, place);
  if (made === null || !isDeepStrictEqual(made.entries, expected) || !isDeepStrictEqual(rest(made, place), rest(before, place))) {
    throw faultAt(
      text,
      Math.max((splices[0]?.offset ?? 0) + lead.length, 0),
      `The way in which this file is written leaves no room for a change of ${edit.name} alone: make it by hand.`,
    );
  }
  return after;
}

function readable(text: string, place: EntryPlace): Editable | null {
  try {
    return read(text, place);
  } catch (error) {
    if (error instanceof ConfigFault) return null;
    throw error;
  }
}

/** Everything but the entries; a container that is empty is as good as none. */
function rest({ value, nameless }: Editable, { keyPath }: EntryPlace): unknown {
  return [withoutKey(value, keyPath), nameless];
}

function withoutKey(value: unknown, [key, ...deeper]: readonly string[]): unknown {
  if (key === undefined || value === undefined || value === null) return undefined;
  if (!isJsonRecord(value)) return value;
  const inner = withoutKey(value[key], deeper);
  const kept = Object.entries(value).filter(([name]) => name !== key);
  const left = inner === undefined ? kept : [...kept, [key, inner] as const];
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** A copy of plain objects and lists. @throws NamedError `internal`: an entry is made by Patchbay, so it is a mistake of its own. */
function writable(value: unknown): unknown {
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (value === null || ['boolean', 'bigint'].includes(typeof value) || Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(writable);
  if (!isJsonRecord(value)) throw new NamedError('internal', 'An entry holds what not every format can say.');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, writable(inner)]));
}
