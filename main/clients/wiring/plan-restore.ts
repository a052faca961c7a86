import { ConfigFault } from '../edit/config-fault.ts';
import { configText } from '../edit/config-bytes.ts';
import { readEntries } from '../edit/entries.ts';
import type { EntryPlace } from '../edit/place.ts';
import { entryName } from '../entry-for.ts';
import { hashOf } from './hash.ts';
import { leftFolders } from './left-folders.ts';
import { lostSettings } from './lost-settings.ts';
import { maskedDiff } from './masked-diff.ts';
import type { FileChange, FoundFile, WiredRecord } from './wired-file.ts';

export interface RestoreInput {
  readonly app: string;
  readonly within: string | null;
  /** Of what stands there now. */
  readonly backup: string;
  readonly place: EntryPlace;
  readonly found: FoundFile;
  readonly record: WiredRecord | null;
  /** What comes back; null: there was no file. */
  readonly bytes: Buffer | null;
  /** Of the file when it was kept. */
  readonly mode: number;
}

/** The file as a backup has it, and what is lost by that. Pure; also for a file that has a fault by now. */
export function restoredChange({ app, within, backup, place, found, record, bytes, mode }: RestoreInput): FileChange {
  const [before, after] = [textOf(found.bytes), textOf(bytes)];
  return {
    app,
    path: found.path,
    within,
    backup,
    target: found.target,
    before: found.bytes,
    after: bytes,
    mode: found.bytes === null ? mode : found.mode,
    missingFolders: bytes === null ? [] : found.missingFolders,
    emptyFolders: leftFolders(found.bytes, bytes, record),
    place,
    diff: maskedDiff({ path: found.path, before, after, servers: [before, after].flatMap((text) => [...entriesOf(text, place).values()]) }),
    lost: before === null ? [] : lostSettings(before, after ?? '', place),
    record: recordFor(record, bytes, entriesOf(after, place)),
  };
}

/** A backup in which our entry stands leaves the file wired. */
function recordFor(record: WiredRecord | null, bytes: Buffer | null, entries: ReadonlyMap<string, unknown>): WiredRecord | null {
  if (record === null || bytes === null || !entries.has(entryName)) return null;
  const hash = hashOf(bytes);
  return hash === record.hash ? record : { ...record, hash, base: null };
}

function entriesOf(text: string | null, place: EntryPlace): ReadonlyMap<string, unknown> {
  try {
    return text === null ? new Map() : readEntries(text, place);
  } catch (error) {
    // What has a fault is put back, or given up, all the same.
    if (error instanceof ConfigFault) return new Map();
    throw error;
  }
}

function textOf(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  try {
    return configText(bytes);
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return bytes.toString('latin1');
  }
}
