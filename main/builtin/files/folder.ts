import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolFailure } from '../builtin-tool.ts';
import { outside } from './file-failure.ts';

/** macOS only: no part of the path may be a symlink (open(2), O_NOFOLLOW_ANY). */
const noFollowAny = process.platform === 'darwin' ? 0x20000000 : 0;

/** Opening a pipe or a device must not wait for its other side. */
const carefully = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | noFollowAny;

/**
 * A folder that is held, so that nobody can put another in its place between looking and acting. On Linux everything in it is reached
 * through the open descriptor, as openat(2) does; it is the very folder that was checked, whatever becomes of its path. Elsewhere Node
 * can't do that: there the path is checked again, and what opens a file refuses links.
 */
export class Folder implements AsyncDisposable {
  /** The path without any link in it. */
  readonly path: string;
  readonly #handle: FileHandle | null;

  private constructor(path: string, handle: FileHandle | null) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * `path` must be free of links: what `realpath` returned, or a name below that.
   * @throws ToolFailure when the path leads elsewhere by now; what `open` throws.
   */
  static async open(path: string): Promise<Folder> {
    if (process.platform !== 'linux') return Folder.#openByPath(path);
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | carefully);
    const folder = new Folder(path, handle);
    if ((await readlink(descriptorPath(handle))) === path) return folder;
    await folder[Symbol.asyncDispose]();
    throw new ToolFailure(outside(path));
  }

  static async #openByPath(path: string): Promise<Folder> {
    const status = await lstat(path);
    if (status.isSymbolicLink() || (await realpath(path)) !== path) throw new ToolFailure(outside(path));
    return new Folder(path, null);
  }

  /** Where to find something of this folder (empty: itself). `name` is one name, never a path. */
  at(name: string): string {
    return this.#handle === null ? join(this.path, name) : `${descriptorPath(this.#handle)}/${name}`;
  }

  /**
   * Opens a regular file, never through a link.
   * @throws ToolFailure for anything that isn't a regular file; what `open` throws.
   */
  async openFile(name: string, flags: number, mode?: number): Promise<FileHandle> {
    const handle = await open(this.at(name), flags | carefully, mode);
    const status = await handle.stat();
    if (status.isFile()) return handle;
    await handle.close();
    throw new ToolFailure(notAFile(join(this.path, name), status.isDirectory()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }
}

export function notAFile(path: string, isFolder: boolean): string {
  return isFolder
    ? `${path} is a folder; list_directory shows what is in it.`
    : `${path} is neither a file nor a folder but a pipe, a device or a link; it is left alone.`;
}

function descriptorPath(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}
