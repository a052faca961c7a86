import { entryName } from '../entry-for.ts';
import { type ChangedFile, fileChange } from './file-change.ts';
import { hashOf } from './hash.ts';
import { leftFolders } from './left-folders.ts';
import { lostSettings } from './lost-settings.ts';
import { maskedDiff } from './masked-diff.ts';
import { entriesOf, textOf } from './readable.ts';
import type { FileChange, WiredRecord } from './wired-file.ts';

export interface RestoreInput extends ChangedFile {
  readonly record: WiredRecord | null;
  /** What comes back; null: there was no file. */
  readonly bytes: Buffer | null;
  /** Of the file when it was kept. */
  readonly mode: number;
}

/** The file as a backup has it, and what is lost by that. Pure; also for a file that has a fault by now. */
export function restoredChange(input: RestoreInput): FileChange {
  const { place, found, record, bytes, mode } = input;
  const [before, after] = [textOf(found.bytes), textOf(bytes)];
  const servers = [before, after].flatMap((text) => [...entriesOf(text, place).values()]);
  return fileChange(input, {
    after: bytes,
    mode: found.bytes === null ? mode : found.mode,
    missingFolders: bytes === null ? [] : found.missingFolders,
    emptyFolders: leftFolders(found.bytes, bytes, record),
    diff: maskedDiff({ path: found.path, before, after, servers }),
    lost: before === null ? [] : lostSettings(before, after ?? '', place),
    record: recordFor(record, bytes, entriesOf(after, place)),
  });
}

/** A backup in which our entry stands leaves the file wired. */
function recordFor(record: WiredRecord | null, bytes: Buffer | null, entries: ReadonlyMap<string, unknown>): WiredRecord | null {
  if (record === null || bytes === null || !entries.has(entryName)) return null;
  const hash = hashOf(bytes);
  return hash === record.hash ? record : { ...record, hash, base: null };
}
