import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Home } from '../lib/home.ts';

/**
 * Keeps the window's token where its owner can read it again while Patchbay runs (0600 in the 0700 run folder), so that a second start
 * can say the whole address. Returns the end of that.
 */
export async function keepToken(home: Home, token: string): Promise<AsyncDisposable> {
  await writeFileAtomic(fileOf(home), token, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(fileOf(home), { force: true }) };
}

/** Null where no headless Patchbay runs. */
export async function keptToken(home: Home): Promise<string | null> {
  return readFile(fileOf(home), 'utf8').catch(() => null);
}

function fileOf(home: Home): string {
  return join(home.run, 'window-token');
}
