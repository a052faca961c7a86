import type { FileChange, FoundFile } from './wired-file.ts';

export interface ChangedFile extends Pick<FileChange, 'app' | 'within' | 'backup' | 'place'> {
  readonly found: FoundFile;
}

type Outcome = Pick<FileChange, 'after' | 'diff' | 'record'> &
  Partial<Pick<FileChange, 'mode' | 'missingFolders' | 'emptyFolders' | 'lost'>>;

/** One file of a plan. What the outcome doesn't name stays as it is: the mode, the folders, all that stands in the file. */
export function fileChange({ app, within, backup, place, found }: ChangedFile, outcome: Outcome): FileChange {
  const { path, target, bytes, mode } = found;
  return { app, path, within, backup, place, target, before: bytes, mode, missingFolders: [], emptyFolders: [], lost: [], ...outcome };
}
