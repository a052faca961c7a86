import { type Stats } from 'node:fs';
import { access, constants, lstat, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, isAbsolute } from 'node:path';
import { NamedError } from '../../../contract/errors.ts';
import { hasCode } from '../../lib/thrown.ts';
import { largestConfig } from '../edit/config-bytes.ts';
import { explained } from './file-words.ts';
import type { FoundFile } from './wired-file.ts';

/** Of a file that Patchbay makes: it holds the app's key. */
const ownMode = 0o600;

/**
 * Follows links to the file itself and reads it.
 * @param within a folder that it has to lie in, or null.
 * @throws NamedError `forbidden` where it isn't a file of this user's that may be changed.
 */
export function findFile(path: string, within: string | null): Promise<FoundFile> {
  return explained(path, () => find(path, within));
}

async function find(path: string, within: string | null): Promise<FoundFile> {
  const folder = await existingFolder(dirname(path));
  const target = folder.missing.length > 0 ? join(folder.path, ...folder.missing, basename(path)) : await behindLinks(path, folder.path);
  await refuseOutside(path, target, within);
  const found = await stat(target).catch(absent);
  if (found === null) return { path, target, bytes: null, mode: ownMode, missingFolders: pathsBelow(folder), remarks: [], exposed: null };
  if (!found.isFile()) throw refusal(path, 'It is no ordinary file: put one in its place.');
  await refuseForeign(path, target, found);
  if (found.size > largestConfig) throw refusal(path, 'It is larger than any file of settings: it is left alone.');
  return {
    path,
    target,
    bytes: await readFile(target),
    mode: found.mode & 0o7777,
    missingFolders: [],
    remarks: remarksOn(path, target, found, target !== join(folder.path, basename(path))),
    exposed: await exposure(path, target, found),
  };
}

function remarksOn(path: string, target: string, { nlink }: Stats, isLink: boolean): string[] {
  return [
    ...(isLink ? [`${path} is a link: ${target} is changed, and the link stays.`] : []),
    ...(nlink > 1 ? [`${path} has a second name on this disk (a hard link), which keeps what stands there now.`] : []),
  ];
}

async function exposure(path: string, target: string, { mode }: Stats): Promise<string | null> {
  const isOpen = (mode & 0o004) !== 0 && process.platform !== 'win32' && (await isReachable(dirname(target)));
  return isOpen
    ? `${path} can be read by other users of this computer, and so can the keys that stand in it. Patchbay doesn't change who can.`
    : null;
}

/** Whether everybody may go through this folder and all above it. */
async function isReachable(folder: string): Promise<boolean> {
  if (((await stat(folder)).mode & 0o001) === 0) return false;
  const above = dirname(folder);
  return above === folder || isReachable(above);
}

interface Folder {
  readonly path: string;
  /** Names of folders below it that don't exist. */
  readonly missing: readonly string[];
}

/** The innermost folder on the way that exists, without links. */
async function existingFolder(folder: string): Promise<Folder> {
  const real = await realpath(folder).catch(absent);
  if (real !== null) return { path: real, missing: [] };
  if ((await lstat(folder).catch(absent))?.isSymbolicLink() === true) throw refusal(folder, 'It is a link to a folder that is not there.');
  const parent = await existingFolder(dirname(folder));
  return { path: parent.path, missing: [...parent.missing, basename(folder)] };
}

function pathsBelow({ path, missing }: Folder): string[] {
  return missing.map((_, depth) => join(path, ...missing.slice(0, depth + 1)));
}

async function behindLinks(path: string, folder: string): Promise<string> {
  const place = join(folder, basename(path));
  const found = await lstat(place).catch(absent);
  if (found === null || !found.isSymbolicLink()) return place;
  const real = await realpath(place).catch(absent);
  if (real === null) throw refusal(path, `It is a link to ${await readlink(place)}, which is not there: put a file in its place.`);
  return real;
}

/** A project is somebody else's text: its links must not lead Patchbay to other files of the person. */
async function refuseOutside(path: string, target: string, within: string | null): Promise<void> {
  if (within === null) return;
  const way = relative(await realpath(within), target);
  if (way.startsWith('..') || isAbsolute(way)) throw refusal(path, `It is a link that leads out of ${within}: it is left alone.`);
}

async function refuseForeign(path: string, target: string, { uid, mode }: { readonly uid: number; readonly mode: number }): Promise<void> {
  if (process.getuid !== undefined && process.getuid() !== uid) throw refusal(path, 'It belongs to another user: it is left alone.');
  if ((mode & 0o200) === 0) throw refusal(path, 'It may only be read. Somebody wants it that way: allow writing first.');
  await access(target, constants.W_OK);
}

function refusal(path: string, sentence: string): NamedError {
  return new NamedError('forbidden', `${path}: ${sentence}`, { path });
}

function absent(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
