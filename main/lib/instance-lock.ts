import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import type { Home } from './home.ts';
import { makePrivateFolder } from './private-folder.ts';
import { isAlive, isProcessIdentity, ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { hasCode } from './thrown.ts';

/**
 * One Patchbay per home. The lock is a folder of numbered files, each naming the process that made it; the highest number counts.
 * Whoever finds its process dead, or the lock given back, makes the next number, which only one can. A number is never taken away
 * before a higher one exists, so a process that was slow to act on what it saw can never end up with the lock of another.
 */
export class InstanceLock implements AsyncDisposable {
  readonly #folder: string;
  readonly #number: number;

  private constructor(folder: string, number: number) {
    this.#folder = folder;
    this.#number = number;
  }

  /** Throws `conflict` with `{pid}` when a living process holds it. */
  static async acquire(home: Home): Promise<InstanceLock> {
    await makePrivateFolder(home.lock);
    for (;;) {
      const latest = await latestNumber(home.lock);
      const holder = await readHolder(home.lock, latest);
      if (holder !== null && isAlive(holder)) throw alreadyRunning(home, holder.pid);
      if (!(await claim(home.lock, latest + 1))) continue;
      if ((await latestNumber(home.lock)) === latest + 1) return await InstanceLock.#won(home.lock, latest + 1);
      await rm(fileOf(home.lock, latest + 1), { force: true });
    }
  }

  /** Gives the lock back. */
  async [Symbol.asyncDispose](): Promise<void> {
    const draft = await writeDraft(this.#folder, null);
    await rename(draft, fileOf(this.#folder, this.#number));
  }

  static async #won(folder: string, number: number): Promise<InstanceLock> {
    const outdated = (await numbers(folder)).filter((other) => other < number);
    for (const other of outdated) await rm(fileOf(folder, other), { force: true });
    return new InstanceLock(folder, number);
  }
}

/** The living holder of a home's lock, or null. */
export async function lockHolder(home: Home): Promise<number | null> {
  const holder = await readHolder(home.lock, await latestNumber(home.lock));
  return holder !== null && isAlive(holder) ? holder.pid : null;
}

async function claim(folder: string, number: number): Promise<boolean> {
  const draft = await writeDraft(folder, ownIdentity());
  try {
    await link(draft, fileOf(folder, number));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(folder: string, holder: ProcessIdentity | null): Promise<string> {
  const draft = join(folder, `draft-${randomBytes(8).toString('hex')}`);
  await writeFile(draft, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
  return draft;
}

/** Null when the lock was given back, was taken away meanwhile, or is damaged. */
async function readHolder(folder: string, number: number): Promise<ProcessIdentity | null> {
  try {
    const holder: unknown = JSON.parse(await readFile(fileOf(folder, number), 'utf8'));
    return isProcessIdentity(holder) ? holder : null;
  } catch {
    // Then its maker is gone: the file is linked into place only when it is whole.
    return null;
  }
}

async function latestNumber(folder: string): Promise<number> {
  return Math.max(0, ...(await numbers(folder)));
}

async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

function fileOf(folder: string, number: number): string {
  return join(folder, String(number));
}

function alreadyRunning(home: Home, pid: number): NamedError {
  return new NamedError('conflict', `Patchbay already runs for ${home.folder} (process ${pid}): use that one, or stop it first.`, { pid });
}
