import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, link, lstat, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolFailure } from '../builtin-tool.ts';
import { codeOf } from './file-failure.ts';
import { notAFile } from './folder.ts';
import type { Entry } from './roots.ts';

/** What may be at the place where a file is written: nothing, anything, or exactly what was read. */
export type Expected = 'nothing' | 'anything' | { readonly unchanged: Stats };

/**
 * Writes a file as a whole or not at all: into a new file beside it, which then takes its place. A full disk or a crash leaves what was
 * there; the permissions stay.
 * @throws ToolFailure, or what the system throws (EEXIST where nothing was expected).
 */
export async function writeWhole(entry: Entry, content: Buffer, expected: Expected): Promise<void> {
  const before = await statusOf(entry);
  refuse(entry, before, expected);
  const temporary = `.patchbay-${randomBytes(8).toString('hex')}`;
  try {
    await writeNew(entry, temporary, { content, mode: before === null ? null : before.mode & 0o777 });
    refuse(entry, await statusOf(entry), expected);
    if (expected === 'nothing') await putInPlace(entry, temporary);
    else await rename(entry.folder.at(temporary), entry.folder.at(entry.name));
  } finally {
    await unlink(entry.folder.at(temporary)).catch(unlessGone);
  }
}

export async function statusOf({ folder, name }: Entry): Promise<Stats | null> {
  try {
    return await lstat(folder.at(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function refuse(entry: Entry, found: Stats | null, expected: Expected): void {
  const path = join(entry.folder.path, entry.name);
  if (found !== null && !found.isFile()) throw new ToolFailure(notAFile(path, found.isDirectory()));
  if (found !== null && expected === 'nothing') throw new ToolFailure(`${path} is there already; to replace it, say overwrite: true.`);
  if (typeof expected === 'object' && !isSame(found, expected.unchanged)) {
    throw new ToolFailure(`${path} was changed by somebody else at the same time; read it again and repeat the edit.`);
  }
}

function isSame(found: Stats | null, before: Stats): boolean {
  return found !== null && found.ino === before.ino && found.size === before.size && found.mtimeMs === before.mtimeMs;
}

async function writeNew({ folder }: Entry, name: string, { content, mode }: { content: Buffer; mode: number | null }): Promise<void> {
  await using file: FileHandle = await folder.openFile(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode ?? 0o666);
  await file.writeFile(content);
  // The mode of open is lowered by the umask; that of the file before isn't to be.
  if (mode !== null) await file.chmod(mode);
  await file.sync();
}

/** A link never replaces what is there, a rename does. */
async function putInPlace({ folder, name }: Entry, temporary: string): Promise<void> {
  try {
    await link(folder.at(temporary), folder.at(name));
  } catch (error) {
    // Some file systems have no links; that nothing is there was seen a moment ago.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '')) throw error;
    await rename(folder.at(temporary), folder.at(name));
  }
}

function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
