import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBuilder } from 'vite';

const root = join(import.meta.dirname, '..');
/** Written when every program is built: its time is the time of the build. */
const stamp = join(root, 'dist', '.complete');
const sources = ['contract', 'main', 'preload', 'renderer', 'resources', 'vite.config.ts', 'package-lock.json'];

/** Builds all programs of vite.config.ts into dist/. */
async function build(): Promise<void> {
  const builder = await createBuilder({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  await builder.buildApp();
  await mkdir(join(root, 'dist'), { recursive: true });
  await writeFile(stamp, '');
}

/** Builds only when a source is newer than the last complete build. */
export async function buildIfStale(): Promise<void> {
  if (existsSync(stamp) && (await newest(sources.map((source) => join(root, source)))) <= (await stat(stamp)).mtimeMs) return;
  process.stderr.write('Building Patchbay (once, and after each change).\n');
  await build();
}

async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(paths.filter((path) => existsSync(path)).map(newestBelow));
  return Math.max(0, ...times);
}

async function newestBelow(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const entries = (await stat(path)).isDirectory() ? await readdir(path) : [];
  return Math.max(mtimeMs, await newest(entries.map((entry) => join(path, entry))));
}

if (import.meta.main) await build();
