import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../../contract/errors.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../../lib/json-record.ts';
import { configText } from '../edit/config-bytes.ts';
import { type ConfigReading, readConfig, withEntry, withoutEntry } from '../edit/entries.ts';
import { entryName } from '../entry-for.ts';
import { fileChange } from './file-change.ts';
import { located } from './file-words.ts';
import { hashOf, isSameBytes } from './hash.ts';
import { maskedDiff } from './masked-diff.ts';
import type { FileChange, FoundFile, WiredRecord, WiringApp, WiringFile } from './wired-file.ts';

export interface WireInput {
  readonly app: Pick<WiringApp, 'id' | 'label'>;
  readonly file: WiringFile;
  readonly found: FoundFile;
  readonly record: WiredRecord | null;
  /** Servers that leave the file. */
  readonly takeOver: readonly string[];
  /** Nobody asked for it: it goes on with what was wired before. */
  readonly isMend: boolean;
  /** Of the backup that is made of the file as it is. */
  readonly backup: string;
  readonly at: Date;
}

/**
 * The file with Patchbay's entry in it. Pure.
 * @throws NamedError `invalid_input`, with line and column, where the file has a fault or the app wouldn't accept the result.
 */
export function wiredChange(input: WireInput): FileChange {
  const { app, file, found } = input;
  const before = found.bytes === null ? null : located(file.path, () => configText(found.bytes ?? Buffer.of()));
  const reading = located(file.path, () => readConfig(before ?? '', file.place));
  const leaving = input.takeOver.filter((name) => name !== entryName && reading.entries.has(name));
  const after = located(file.path, () => wiredText(before ?? '', input, reading, leaving));
  refuseUnacceptable(input, before, after);
  const bytes = Buffer.from(after);
  const changed = { app: app.id, within: file.within, backup: input.backup, place: file.place, found };
  return fileChange(changed, {
    after: bytes,
    missingFolders: found.missingFolders,
    diff: maskedDiff({ path: file.path, before, after, servers: [...reading.entries.values(), file.entry] }),
    record: { ...(isSameBytes(found.bytes, bytes) ? unchanged(input, reading) : recordOf(input, reading, leaving)), hash: hashOf(bytes) },
  });
}

function wiredText(text: string, { file, record }: WireInput, { entries }: ConfigReading, leaving: readonly string[]): string {
  const present = entries.get(entryName);
  const wired = holds(present, file.entry) ? text : withEntry(text, file.place, entryName, entryFrom(file.entry, present, record));
  return leaving.reduce((rest, name) => withoutEntry(rest, file.place, name), wired);
}

/** Whether it says all that the entry says, and maybe more. */
export function holds(present: unknown, entry: JsonRecord): boolean {
  return isJsonRecord(present) && Object.entries(entry).every(([key, value]) => isDeepStrictEqual(present[key], value));
}

/** An entry of ours to which the app added something of its own keeps that. */
function entryFrom(entry: JsonRecord, present: unknown, record: WiredRecord | null): JsonRecord {
  if (record === null) return entry;
  const own = Object.entries(fieldsOf(present)).filter(([key]) => !(key in entry) && !(key in record.entry));
  return { ...entry, ...Object.fromEntries(own) };
}

function refuseUnacceptable({ app, file }: WireInput, before: string | null, after: string): void {
  const broken = before === null || before.trim() === '' ? null : file.validate(before);
  if (broken !== null) throw unacceptable(file, `${app.label} can't use this file as it is: ${broken} Mend it first.`);
  const fault = file.validate(after);
  if (fault !== null) throw unacceptable(file, `${app.label} would not accept the change: ${fault}`);
}

function unacceptable({ path }: WiringFile, sentence: string): NamedError {
  return new NamedError('invalid_input', `${path}: ${sentence}`, { path });
}

/** What is remembered so that it can be taken back. */
function recordOf(input: WireInput, reading: ConfigReading, leaving: readonly string[]): Omit<WiredRecord, 'hash'> {
  const { app, file, record, backup, at } = input;
  const moved = [...(record?.moved ?? []), ...(leaving.length > 0 ? [{ backup, names: leaving }] : [])];
  return {
    ...(record !== null && reading.entries.has(entryName) ? continued(record, input) : begun(reading, input)),
    app: app.id,
    path: file.path,
    scope: file.scope,
    within: file.within,
    place: file.place,
    entry: file.entry,
    at: at.toISOString(),
    since: sinceOf(input, reading),
    moved,
  };
}

function sinceOf({ record, isMend, at }: WireInput, { entries }: ConfigReading): string {
  return record !== null && (isMend || entries.has(entryName)) ? record.since : at.toISOString();
}

type Origin = Pick<WiredRecord, 'base' | 'displaced' | 'madeKeys' | 'madeFolders'>;

/** Our entry stands there already. The bytes from before it come back only where nobody changed the file since. */
function continued({ base, displaced, madeKeys, madeFolders, hash }: WiredRecord, { found: { bytes } }: WireInput): Origin {
  const isUntouched = bytes !== null && hashOf(bytes) === hash;
  return { base: isUntouched ? base : null, displaced, madeKeys, madeFolders };
}

function begun({ entries, missingKeys }: ConfigReading, { backup, found }: WireInput): Origin {
  const displaced = entries.has(entryName) ? { value: entries.get(entryName) } : null;
  return { base: backup, displaced, madeKeys: missingKeys, madeFolders: found.missingFolders };
}

/** The entry stands there already: there are no bytes to come back but those that an older record knows. */
function unchanged(input: WireInput, reading: ConfigReading): Omit<WiredRecord, 'hash'> {
  return input.record ?? { ...recordOf(input, reading, []), base: null, displaced: null };
}
