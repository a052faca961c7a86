import { chmod, lstat, mkdir } from 'node:fs/promises';
import { NamedError } from '../../contract/errors.ts';

/** Permission bits of everybody but the owner. */
const othersBits = 0o077;

/** Makes a folder (and those above it) that only this user can enter; one of ours that is wider open is closed. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (found.isDirectory() && isOwnedByUs(found.uid) && (found.mode & othersBits) !== 0) await chmod(folder, 0o700);
  await verifyPrivateFolder(folder);
}

/** Refuses with `forbidden` a folder that somebody else owns, can enter, or has put a link in the place of. Windows keeps no such modes. */
export async function verifyPrivateFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  const fault = faultOf(found.isDirectory(), isOwnedByUs(found.uid), found.mode);
  if (fault !== null) throw new NamedError('forbidden', `${folder} ${fault}; move it away and start Patchbay again.`, { folder });
}

function faultOf(isDirectory: boolean, isOurs: boolean, mode: number): string | null {
  if (!isDirectory) return 'is not a real folder';
  if (!isOurs) return 'belongs to another user';
  return process.platform !== 'win32' && (mode & othersBits) !== 0 ? 'is open to other users' : null;
}

function isOwnedByUs(uid: number): boolean {
  return process.getuid === undefined || process.getuid() === uid;
}
