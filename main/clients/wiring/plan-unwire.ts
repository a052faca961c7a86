import { configText } from '../edit/config-bytes.ts';
import { readEntries, withEntry, withoutEntry } from '../edit/entries.ts';
import type { EntryPlace } from '../edit/place.ts';
import { entryName } from '../entry-for.ts';
import { type ChangedFile, fileChange } from './file-change.ts';
import { located } from './file-words.ts';
import { hashOf } from './hash.ts';
import { leftFolders } from './left-folders.ts';
import { maskedDiff } from './masked-diff.ts';
import { entriesOf, textOf } from './readable.ts';
import type { FileChange, WiredRecord } from './wired-file.ts';

export interface UnwireInput extends ChangedFile {
  readonly record: WiredRecord | null;
  /** The bytes of a backup; null: there was no file; undefined: the backup is gone. */
  readonly original: (backup: string) => Buffer | null | undefined;
}

/**
 * The file without Patchbay: to the byte as it was where nobody changed it since, else without our entry and otherwise as it is. Pure.
 * @throws NamedError `invalid_input`, with line and column, where the file has a fault.
 */
export function unwiredChange(input: UnwireInput): FileChange {
  const { found, record } = input;
  const after = found.bytes === null ? null : afterwards(input, found.bytes);
  const [one, other] = [textOf(found.bytes), textOf(after)];
  return fileChange(input, {
    after,
    emptyFolders: leftFolders(found.bytes, after, record),
    diff: maskedDiff({ path: found.path, before: one, after: other, servers: serversOf(one, other, input) }),
    record: null,
  });
}

function afterwards(input: UnwireInput, bytes: Buffer): Buffer | null {
  const { record, found, place } = input;
  const isUntouched = record !== null && record.base !== null && record.hash === hashOf(bytes);
  const base = isUntouched && record.base !== null ? input.original(record.base) : undefined;
  if (base !== undefined) return base;
  const text = located(found.path, () => withoutOurs(configText(bytes), input));
  const wasAbsent = record !== null && record.base !== null && input.original(record.base) === null;
  return wasAbsent && isHollow(text, place) ? null : Buffer.from(text);
}

/** Without our entry; what it displaced and what moved out with it stands there again. One of our name that we know nothing of stays. */
function withoutOurs(text: string, input: UnwireInput): string {
  const { place, record } = input;
  if (record === null && !holdsAppKey(readEntries(text, place).get(entryName))) return text;
  const displaced = record?.displaced ?? null;
  const bare = displaced === null ? withoutEntry(text, place, entryName) : withEntry(text, place, entryName, displaced.value);
  const returned = [...returning(input, bare)].reduce((made, [name, value]) => withEntry(made, place, name, value), bare);
  return withoutMadeKeys(returned, place, record?.madeKeys ?? 0);
}

/** Every entry that Patchbay made, or gave a person to paste, has one. */
function holdsAppKey(entry: unknown): boolean {
  return entry !== undefined && JSON.stringify(entry).includes('PATCHBAY_APP_KEY');
}

/** Servers that were taken over with this wiring, but for those that are there again. */
function returning({ record, place, original }: UnwireInput, text: string): ReadonlyMap<string, unknown> {
  const present = readEntries(text, place);
  const values = (record?.moved ?? []).flatMap(({ backup, names }) => {
    const bytes = original(backup);
    const entries = bytes === null || bytes === undefined ? new Map<string, unknown>() : readEntries(configText(bytes), place);
    return names.filter((name) => entries.has(name) && !present.has(name)).map((name) => [name, entries.get(name)] as const);
  });
  return new Map(values);
}

/** Keys that were made for the entry go with it, as long as nobody put anything else below them. */
function withoutMadeKeys(text: string, place: EntryPlace, count: number): string {
  const key = place.keyPath.at(-1);
  if (count === 0 || key === undefined) return text;
  const above: EntryPlace = { ...place, keyPath: place.keyPath.slice(0, -1), container: 'map' };
  const made = readEntries(text, above).get(key);
  if (made === undefined || (made !== null && Object.keys(made).length > 0)) return text;
  return withoutMadeKeys(withoutEntry(text, above, key), above, count - 1);
}

/** Whether nothing is left in a file that Patchbay made. */
function isHollow(text: string, { format }: EntryPlace): boolean {
  return /^\uFEFF?\s*$/.test(text) || (format !== 'toml' && /^\uFEFF?\s*\{\s*\}\s*$/.test(text));
}

/** The other servers stand on both sides. */
function serversOf(before: string | null, after: string | null, { place, record }: UnwireInput): unknown[] {
  const others = entriesOf(after ?? before, place).values();
  return record === null ? [...others, ...entriesOf(before, place).values()] : [...others, record.entry];
}
