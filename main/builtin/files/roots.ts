import { lstat, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ToolFailure } from '../builtin-tool.ts';
import { codeOf, explained, notThere, outside } from './file-failure.ts';
import { Folder } from './folder.ts';

export interface Place {
  /** What the caller wrote, for sentences. */
  readonly given: string;
  /** Without links as far as it exists. */
  readonly path: string;
  /** Names below the deepest folder or file that exists; empty: it is there. */
  readonly missing: readonly string[];
}

/** A name in a folder that is held. Ends with `folder`. */
export interface Entry extends AsyncDisposable {
  readonly folder: Folder;
  readonly name: string;
}

/** The folders that the server may use, and the only way from a path that somebody gives to a file. */
export class Roots {
  /** As config.yaml names them: absolute. */
  readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = folders.map((folder) => resolve(folder));
  }

  /**
   * Where a path leads, links followed. It may be missing, but nothing of it lies outside the roots.
   * @throws ToolFailure
   */
  async locate(given: string): Promise<Place> {
    const roots = await this.#realRoots();
    const wanted = this.#absolute(given);
    // Nothing outside is even looked at, so that a path can't be used to probe for what exists.
    if (![...this.folders, ...roots].some((root) => isInside(root, wanted))) throw new ToolFailure(outside(given));
    const place = await explained(given, () => deepestReal(wanted, given));
    if (!roots.some((root) => isInside(root, place.path))) throw new ToolFailure(outside(given));
    return place;
  }

  /** Holds the folder of a file or folder that is there, links followed. @throws ToolFailure */
  async entry(given: string): Promise<Entry> {
    const place = await this.locate(given);
    if (place.missing.length > 0) throw new ToolFailure(notThere(given));
    return explained(given, () => entryAt(place.path));
  }

  /** Holds the folder that something new is to stand in, making it where it is missing. @throws ToolFailure */
  async newEntry(given: string): Promise<Entry> {
    const place = await this.locate(given);
    if (place.missing.length === 0) return explained(given, () => entryAt(place.path));
    const existing = place.path.slice(0, -(join(...place.missing).length + 1)) || sep;
    return explained(given, () => makeFolders(existing, place.missing));
  }

  /** Like `entry`, but a link at the very end is meant itself. Roots, and what holds one, can't be meant. @throws ToolFailure */
  async entryItself(given: string): Promise<Entry> {
    const wanted = this.#absolute(given);
    refuseRoot(given, wanted, this.folders);
    const parent = await this.locate(dirname(wanted));
    const path = join(parent.path, basename(wanted));
    refuseRoot(given, path, await this.#realRoots());
    if (parent.missing.length > 0) throw new ToolFailure(notThere(given));
    return explained(given, () => entryAt(path));
  }

  /** A link-free path in the words of config.yaml. */
  async shown(path: string): Promise<string> {
    const roots = await Promise.all(this.folders.map(async (folder) => ({ folder, real: await realpath(folder).catch(() => folder) })));
    const root = roots.find(({ real }) => isInside(real, path));
    return root === undefined ? path : join(root.folder, relative(root.real, path));
  }

  #absolute(given: string): string {
    const [first] = this.folders;
    if (first === undefined) throw new ToolFailure('This server has no folders yet; the person has to add roots to it in config.yaml.');
    if (given === '' || given.includes('\0')) throw new ToolFailure('The path is empty or holds a NUL; give the path of a file or folder.');
    return isAbsolute(given) ? resolve(given) : resolve(first, given);
  }

  async #realRoots(): Promise<string[]> {
    const real = await Promise.all(this.folders.map(realFolder));
    const found = real.filter((folder) => folder !== null);
    if (found.length === 0 && this.folders.length > 0) {
      throw new ToolFailure(
        `The folders of this server aren't there (${this.folders.join(', ')}); create one, or change roots in config.yaml.`,
      );
    }
    return found;
  }
}

function refuseRoot(given: string, path: string, roots: readonly string[]): void {
  if (roots.some((root) => isInside(path, root)))
    throw new ToolFailure(`${given} is, or holds, a folder that was given to this server; it stays where it is.`);
}

async function realFolder(folder: string): Promise<string | null> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return null;
  }
}

/** Whether `path` is `root` or below it; both are absolute and normal. */
function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Climbs until something exists. A link to nothing exists, and nobody knows where it will lead: it is refused. */
async function deepestReal(wanted: string, given: string): Promise<Place> {
  const missing: string[] = [];
  for (let path = wanted; ; path = dirname(path)) {
    const real = await realOrNull(path, given);
    if (real !== null) return { given, path: join(real, ...missing), missing };
    if (dirname(path) === path) throw new ToolFailure(outside(given));
    missing.unshift(basename(path));
  }
}

async function realOrNull(path: string, given: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (await isThere(path)) throw new ToolFailure(`${given} leads through a link to something that doesn't exist.`, { cause: error });
    return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function entryAt(path: string): Promise<Entry> {
  return heldEntry(await Folder.open(dirname(path)), basename(path));
}

/** Makes all but the last of the missing names, each inside the folder before it, which is held meanwhile. */
async function makeFolders(existing: string, missing: readonly string[]): Promise<Entry> {
  let folder = await Folder.open(existing);
  for (const name of missing.slice(0, -1)) {
    await using parent = folder;
    await mkdir(parent.at(name)).catch(unlessThere);
    folder = await Folder.open(join(parent.path, name));
  }
  return heldEntry(folder, missing.at(-1) ?? '');
}

/** Somebody else made the folder at the same moment; `Folder.open` looks at what it is. */
function unlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

function heldEntry(folder: Folder, name: string): Entry {
  return { folder, name, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
