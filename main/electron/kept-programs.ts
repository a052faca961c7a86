import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import type { Home } from '../lib/home.ts';

/** What apps and Patchbay start, of the folder that electron-builder calls resources. */
const parts = ['bin', 'programs'];

/**
 * The programs of an AppImage, copied into the home: the image is mounted only while Patchbay runs, and what apps start must outlive that. Copied
 * once for each image; the place stays the same, and so do the entries of apps.
 * @param image the file of the AppImage.
 * @throws NamedError `invalid_input` where something else has that place.
 */
export function keptPrograms(image: string, resources: string, home: Home): string {
  const kept = join(home.folder, 'programs');
  const { size, mtimeMs } = statSync(image);
  const mark = `${image}\n${size} bytes of ${new Date(mtimeMs).toISOString()}\n`;
  const found = markOf(kept);
  if (found === null && existsSync(kept)) throw foreign(kept);
  if (found !== mark) replace(kept, resources, mark);
  return kept;
}

/** Programs that run go on with the files that they were started from. */
function replace(kept: string, resources: string, mark: string): void {
  const [made, old] = [`${kept}.new`, `${kept}.old`];
  for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(made, { recursive: true, mode: 0o700 });
  chmodSync(made, 0o700);
  for (const part of parts) cpSync(join(resources, part), join(made, part), { recursive: true });
  // Last: a copy that was interrupted is none.
  writeFileSync(join(made, 'image'), mark);
  if (existsSync(kept)) renameSync(kept, old);
  renameSync(made, kept);
  rmSync(old, { recursive: true, force: true });
}

/** A copy of ours has its mark from the moment that it stands there. */
function foreign(folder: string): NamedError {
  return new NamedError(
    'invalid_input',
    `${folder} is no folder of Patchbay's: name a folder of Patchbay's own with --home or PATCHBAY_HOME.`,
    { folder },
  );
}

function markOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'image'), 'utf8');
  } catch {
    return null;
  }
}
