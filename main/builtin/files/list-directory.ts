import { lstat, readdir } from 'node:fs/promises';
import { ToolFailure } from '../builtin-tool.ts';
import type { JsonObject } from '../../wire/frame.ts';
import { codeOf, explained } from './file-failure.ts';
import { Folder } from './folder.ts';
import type { Roots } from './roots.ts';

const maxEntries = 1_000;

/** What is in a folder, folders first: name, kind, and size and time of files. */
export async function listDirectory(given: string, roots: Roots): Promise<JsonObject> {
  const place = await roots.locate(given);
  if (place.missing.length > 0) throw new ToolFailure(`There is no ${given}; list its parent to see what is there.`);
  return explained(given, async () => {
    await using folder = await Folder.open(place.path);
    const found = await readdir(folder.at(''), { withFileTypes: true });
    const ordered = found.toSorted((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || (a.name < b.name ? -1 : 1));
    const entries = await Promise.all(ordered.slice(0, maxEntries).map((entry) => describe(folder, entry.name)));
    return {
      path: await roots.shown(place.path),
      entries: entries.filter((entry) => entry !== null),
      ...(ordered.length > maxEntries && { leftOut: ordered.length - maxEntries }),
    };
  });
}

/** Null: it went away meanwhile. */
async function describe(folder: Folder, name: string): Promise<JsonObject | null> {
  try {
    const status = await lstat(folder.at(name));
    if (status.isDirectory()) return { name, kind: 'folder' };
    if (status.isSymbolicLink()) return { name, kind: 'link' };
    if (!status.isFile()) return { name, kind: 'other' };
    return { name, kind: 'file', size: status.size, modified: status.mtime.toISOString() };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
