import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { Broadcast } from '../../lib/broadcast.ts';

/** How often files are looked at in case the system doesn't tell of a change (a network drive, too many watches). Milliseconds. */
const lookEveryMs = 4_000;

/**
 * Tells of every change of some files: written, replaced, deleted, made again; also behind links, and where the folder comes and goes. Each
 * change is told at least once, and within `lookEveryMs` at the latest.
 */
export class FileWatch implements AsyncDisposable {
  /** The path, as it was given. */
  readonly changed = new Broadcast<string>();
  readonly #signatures = new Map<string, string>();
  /** Real paths to those that were given. */
  #targets: ReadonlyMap<string, string> = new Map();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  readonly #everyMs: number;

  constructor(everyMs = lookEveryMs) {
    this.#everyMs = everyMs;
  }

  /** From now on these files and no others. */
  async follow(paths: readonly string[]): Promise<void> {
    for (const path of this.#signatures.keys()) if (!paths.includes(path)) this.#signatures.delete(path);
    for (const path of paths) if (!this.#signatures.has(path)) this.#signatures.set(path, await signatureOf(path));
    const targets = new Map<string, string>();
    for (const path of paths) targets.set(path, path).set(await realpath(path).catch(() => path), path);
    if (sameKeys(targets, this.#targets)) return;
    this.#targets = targets;
    await this.#watcher?.close();
    this.#watcher = targets.size === 0 ? undefined : await this.#watch([...targets.keys()]);
    clearInterval(this.#timer);
    this.#timer = targets.size === 0 ? undefined : setInterval(() => void this.#look(), this.#everyMs).unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#watcher?.close();
  }

  /** Folders are watched, not files: a file that is replaced is another one. */
  async #watch(files: readonly string[]): Promise<FSWatcher> {
    const folders = new Set(files.map((file) => dirname(file)));
    const watcher = watch([...folders], { depth: 0, ignoreInitial: true, ignored: (path) => !folders.has(path) && !files.includes(path) });
    watcher.on('all', (_event, path) => {
      const given = this.#targets.get(path);
      if (given !== undefined) void this.#tell(given);
      else void this.#look();
    });
    // What can't be watched is still looked at.
    watcher.on('error', () => undefined);
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    return watcher;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const path of this.#signatures.keys()) {
      if ((await signatureOf(path)) !== this.#signatures.get(path)) await this.#tell(path);
    }
    this.#isLooking = false;
  }

  async #tell(path: string): Promise<void> {
    const signature = await signatureOf(path);
    if (!this.#signatures.has(path)) return;
    this.#signatures.set(path, signature);
    this.changed.emit(path);
  }
}

/** Another one after every write. */
async function signatureOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? 'none' : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}

function sameKeys(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return some.size === others.size && [...some.keys()].every((key) => others.has(key));
}
