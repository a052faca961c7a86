import { type Backup, Backups } from './backups.ts';
import { findFile } from './find-file.ts';
import { isSameBytes } from './hash.ts';
import type { WiredRecord } from './wired-file.ts';

/** A file that was kept. */
export interface KeptFile {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Each wired file as it last was in order, with the person's other servers and our entry in it: what comes back when an app, an update or another
 * program empties the file. They lie beside the backups and push none of those out.
 */
export class GoodFiles {
  readonly #files: Backups;

  constructor(folder: string) {
    this.#files = new Backups(folder, 1);
  }

  /**
   * On the disk when it resolves, in place of what was kept of this file before.
   * @param text as it was read; null is returned where the file says something else by now.
   * @throws NamedError `forbidden` where it isn't a file that Patchbay would change.
   */
  async keep({ app, path, within, place }: WiredRecord, text: string, at: Date): Promise<KeptFile | null> {
    const { bytes, mode } = await findFile(path, within);
    if (!isSameBytes(bytes, Buffer.from(text))) return null;
    const id = await this.#files.nextId(app, at);
    await this.#files.add({ id, app, path, reason: 'as it was in order', bytes, mode, within, place }, at);
    await this.#files.prune(app, new Set());
    return { id, at: at.toISOString() };
  }

  list(app: string): Promise<Backup[]> {
    return this.#files.list(app);
  }

  /** As `Backups.read`. */
  read(app: string, id: string): Promise<Buffer | null> {
    return this.#files.read(app, id);
  }

  /** What is kept of files that are no longer wired goes. */
  async keepOnly(app: string, wired: readonly WiredRecord[]): Promise<void> {
    const paths = new Set(wired.map(({ path }) => path));
    await this.#files.prune(app, new Set(), (path) => paths.has(path));
  }
}
