import type { WiredRecord } from './wired-file.ts';

/** Folders that were made for a file which goes, the innermost first. */
export function leftFolders(before: Buffer | null, after: Buffer | null, record: WiredRecord | null): readonly string[] {
  return before !== null && after === null ? (record?.madeFolders ?? []).toReversed() : [];
}
