import { ToolFailure } from '../builtin-tool.ts';

const sentences: ReadonlyMap<string, (path: string) => string> = new Map([
  ['ENOENT', notThere],
  ['ENOTDIR', (path) => `${path} isn't a folder, or a part of its path isn't one.`],
  ['EISDIR', (path) => `${path} is a folder; list_directory shows what is in it.`],
  ['EEXIST', (path) => `${path} is there already; choose another name, or say that it is to be overwritten.`],
  ['ENOTEMPTY', (path) => `${path} is a folder with something in it; delete its contents first.`],
  ['EACCES', (path) => `Patchbay isn't permitted to do that with ${path}; its owner has to change its permissions.`],
  ['EPERM', (path) => `The system doesn't permit that with ${path}.`],
  ['EROFS', (path) => `${path} is on a disk that can only be read.`],
  ['ENOSPC', (path) => `The disk is full; ${path} is as it was before.`],
  ['EDQUOT', (path) => `The person's share of the disk is used up; ${path} is as it was before.`],
  ['EXDEV', (path) => `${path} would have to move to another disk; write a copy there and delete the original instead.`],
  ['ENAMETOOLONG', (path) => `The name ${path.slice(0, 80)}… is too long; choose a shorter one.`],
  ['EINVAL', (path) => `The system doesn't permit that with ${path}; a folder can't move into itself, for example.`],
  ['EMFILE', () => 'Too many files are open; try again in a moment.'],
  ['ELOOP', outside],
]);

/** Does something with a file; what the file system refuses becomes a sentence about the path that the caller gave. */
export async function explained<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new ToolFailure(sentences.get(code)?.(path) ?? `The system can't do that with ${path} (${code}).`, { cause: error });
  }
}

/** The `ENOENT` and the like of an error of the system; null for any other. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string' ? error.code : null;
}

export function notThere(path: string): string {
  return `There is no ${path}; list_directory shows what is there.`;
}

export function outside(path: string): string {
  return `${path} leads out of the folders that this server may use, or changed while it was looked at; use a path inside them.`;
}
