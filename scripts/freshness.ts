import { existsSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run.ts';

/** Written when every program is built: its time is the time of the build. */
const stamp = join(root, 'dist', '.complete');
const sources = ['contract', 'main', 'preload', 'renderer', 'resources', 'vite.config.ts', 'package-lock.json'];

export async function markComplete(): Promise<void> {
  await writeFile(stamp, '');
}

/** Whether dist/ is a complete build of the sources as they are. */
export async function isFresh(): Promise<boolean> {
  return existsSync(stamp) && (await newest(sources.map((source) => join(root, source)))) <= (await stat(stamp)).mtimeMs;
}

async function newest(paths: readonly string[]): Promise<number> {
  return Math.max(0, ...(await Promise.all(paths.map(newestBelow))));
}

async function newestBelow(path: string): Promise<number> {
  const found = await stat(path);
  const entries = found.isDirectory() ? await readdir(path) : [];
  return Math.max(found.mtimeMs, await newest(entries.map((entry) => join(path, entry))));
}
