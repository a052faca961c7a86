import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../lib/thrown.ts';

/** Milliseconds between tries to put a file in the place of one that another program holds open (Windows). */
const pauses = [10, 20, 50, 100, 200, 400, 800];

export interface Replacement {
  readonly target: string;
  /** In the same folder. */
  readonly temporary: string;
  readonly bytes: Buffer;
  readonly mode: number;
  /** Asked at the last moment; throws where the file isn't what it was. */
  readonly check: () => Promise<void>;
}

/**
 * The file is the old or the new one at every moment, and the new one is on the disk when this resolves. What fails leaves the old one and
 * nothing beside it.
 */
export async function replaceFile(replacement: Replacement): Promise<void> {
  const { target, temporary, check } = replacement;
  try {
    await writeTemporary(replacement);
    await check();
    await persistently(() => rename(temporary, target));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

/** @param check as in `Replacement`. */
export async function removeFile(target: string, check: () => Promise<void>): Promise<void> {
  await check();
  await persistently(() => unlink(target));
  await syncFolder(dirname(target));
}

async function writeTemporary({ target, temporary, bytes, mode }: Replacement): Promise<void> {
  const file = await open(temporary, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, mode & 0o777);
  try {
    await file.writeFile(bytes);
    if (process.platform !== 'win32') await keepAccess(file, target, mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The mode is kept, whatever the process masks, and so is the group; where the system doesn't let us, no other group gets its rights. */
async function keepAccess(file: FileHandle, target: string, mode: number): Promise<void> {
  const [made, before] = [await file.stat(), await stat(target).catch(() => null)];
  const isSameGroup = before === null || before.gid === made.gid || (await isDone(file.chown(made.uid, before.gid)));
  await file.chmod(isSameGroup ? mode : mode & ~0o070);
}

function isDone(act: Promise<void>): Promise<boolean> {
  return act.then(
    () => true,
    () => false,
  );
}

/** Windows refuses to replace a file as long as somebody has it open: virus scanners and editors do for a moment. */
export async function persistently(act: () => Promise<void>, platform = process.platform): Promise<void> {
  for (const pause of platform === 'win32' ? pauses : []) {
    try {
      await act();
      return;
    } catch (error) {
      if (!['EPERM', 'EBUSY', 'EACCES'].some((code) => hasCode(error, code))) throw error;
      await sleep(pause);
    }
  }
  await act();
}

/** A rename is on the disk once its folder is. Windows and some file systems can't sync a folder. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}
