import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../../contract/errors.ts';
import { hasCode } from '../../lib/thrown.ts';
import { explained } from './file-words.ts';
import { isSameBytes } from './hash.ts';
import { entriesOf, readable, textOf } from './readable.ts';
import { removeFile, replaceFile } from './replace-file.ts';
import type { FileChange } from './wired-file.ts';

/** Another program that is caught writing has this long to finish. Milliseconds. */
const betweenLooksMs = 50;
const mostLooks = 10;

/** @param random of this change: no other program uses the name. */
export function temporaryFor({ target }: FileChange, random: string): string {
  return join(dirname(target), `.patchbay-${random}.tmp`);
}

export interface Step {
  readonly change: FileChange;
  readonly temporary: string;
}

/** Makes every change, or none: what was written before one fails is taken back. @throws NamedError `conflict`, `forbidden`. */
export async function applyChanges(steps: readonly Step[]): Promise<void> {
  const done: Step[] = [];
  try {
    for (const step of steps) {
      await explained(step.change.path, () => applyChange(step));
      done.push(step);
    }
  } catch (error) {
    for (const step of done.toReversed()) await takeBack(step);
    throw error;
  }
}

async function applyChange(step: Step): Promise<void> {
  const { change } = step;
  if (isSameBytes(change.before, change.after)) return;
  try {
    for (const folder of change.missingFolders) await mkdir(folder, { mode: 0o700 }).catch(unlessThere);
    await put(step, change.after, change.before);
    await verify(step);
  } catch (error) {
    await removeFolders(change.missingFolders.toReversed());
    throw error;
  }
  await removeFolders(change.emptyFolders);
}

/** The bytes into the file's place, or none there; refused where something else than `expected` stands there. */
async function put({ change, temporary }: Step, bytes: Buffer | null, expected: Buffer | null): Promise<void> {
  const { target, mode } = change;
  const check = () => refuseChanged(change, expected);
  if (bytes === null) await removeFile(target, check);
  else await replaceFile({ target, temporary, bytes, mode, check });
}

export async function refuseChanged({ path, target }: FileChange, expected: Buffer | null): Promise<void> {
  if (isSameBytes(await bytesAt(target), expected)) return;
  throw new NamedError('conflict', `${path} was changed by somebody else since you looked at it. Nothing was changed: look at it again.`, {
    path,
  });
}

/** Reads the file again. What another program wrote meanwhile is its own, even half a file: it may still be writing. */
async function verify({ change }: Step): Promise<void> {
  for (let look = 1; look <= mostLooks; look += 1) {
    const bytes = await bytesAt(change.target);
    if (isSameBytes(bytes, change.after) || hasTaken(bytes, change)) return;
    await sleep(betweenLooksMs);
  }
  const { path } = change;
  throw new NamedError('conflict', `${path} was changed by another program in the same moment. Look at it, then try again.`, { path });
}

/** Whether every server that the change adds, changes or takes away is now as the change has it. */
function hasTaken(bytes: Buffer | null, { before, after, place }: FileChange): boolean {
  const now = readable(textOf(bytes) ?? '', place)?.entries;
  if (now === undefined) return false;
  const [then, wanted] = [entriesOf(textOf(before), place), entriesOf(textOf(after), place)];
  const names = [...new Set([...then.keys(), ...wanted.keys()])].filter((name) => !isDeepStrictEqual(then.get(name), wanted.get(name)));
  return names.length > 0 && names.every((name) => isDeepStrictEqual(now.get(name), wanted.get(name)));
}

/** Only while the file is as we left it. */
async function takeBack(step: Step): Promise<void> {
  const { change } = step;
  if (isSameBytes(change.before, change.after)) return;
  for (const folder of change.emptyFolders.toReversed()) await mkdir(folder, { mode: 0o700 }).catch(unlessThere);
  await put(step, change.before, change.after).catch(() => undefined);
  await removeFolders(change.missingFolders.toReversed());
}

/** Those that are empty; the innermost come first. */
async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
}

async function bytesAt(target: string): Promise<Buffer | null> {
  return readFile(target).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
}

function unlessThere(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}
