import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AppBackup } from '../../../contract/known-apps.ts';
import { namePattern } from '../../../contract/names.ts';
import { NamedError } from '../../../contract/errors.ts';
import { makePrivateFolder } from '../../lib/private-folder.ts';
import { hasCode } from '../../lib/thrown.ts';
import type { EntryPlace } from '../edit/place.ts';
import { hashOf } from './hash.ts';
import { readPlace } from './read-place.ts';
import { syncFolder } from './replace-file.ts';

/** The bytes of an app's file before a change. */
export interface Backup extends AppBackup {
  readonly mode: number;
  readonly within: string | null;
  readonly place: EntryPlace;
}

export interface NewBackup {
  readonly id: string;
  readonly app: string;
  readonly path: string;
  readonly reason: string;
  /** Null: there was no file. */
  readonly bytes: Buffer | null;
  readonly mode: number;
  readonly within: string | null;
  readonly place: EntryPlace;
}

const idPattern = /^\d{8}T\d{9}-[0-9a-f]{8}$/;

const noteShape = z.object({
  path: z.string(),
  at: z.string(),
  reason: z.string(),
  mode: z.number().int(),
  within: z.string().nullable(),
  place: readPlace,
  /** SHA-256 of the bytes, in hex; null: there was no file. */
  hash: z.string().nullable(),
  bytes: z.number().int(),
});

/**
 * A stack of the original bytes per app: `<id>.bytes` and, once these are on the disk, `<id>.json`, which says what they are. Files are
 * 0600, folders 0700.
 */
export class Backups {
  readonly #folder: string;
  readonly #keptPerFile: number;

  /** @param keptPerFile what a record needs is kept beyond that. */
  constructor(folder: string, keptPerFile: number) {
    this.#folder = folder;
    this.#keptPerFile = keptPerFile;
  }

  /** Of a new backup. It sorts behind all others, also where the clock was set back. */
  async nextId(app: string, at: Date): Promise<string> {
    const newest = Math.max(...(await this.#ids(app)).map(timeOf), 0);
    const stamp = new Date(Math.max(at.getTime(), newest + 1)).toISOString().replaceAll(/[-:.Z]/g, '');
    return `${stamp}-${randomBytes(4).toString('hex')}`;
  }

  /** On the disk when it resolves. */
  async add({ id, app, bytes, ...about }: NewBackup, at: Date): Promise<void> {
    const folder = this.#folderOf(app);
    await makePrivateFolder(folder);
    const note = { ...about, at: at.toISOString(), hash: bytes === null ? null : hashOf(bytes), bytes: bytes?.length ?? 0 };
    if (bytes !== null) await writeNew(join(folder, `${id}.bytes`), bytes);
    await writeNew(join(folder, `${id}.json`), Buffer.from(JSON.stringify(note)));
    await syncFolder(folder);
  }

  /** Newest first. */
  async list(app: string): Promise<Backup[]> {
    const notes = await Promise.all((await this.#ids(app)).map((id) => this.#note(app, id)));
    return notes
      .flatMap((note) => (note === null ? [] : [note]))
      .map(({ hash, ...note }) => ({ ...note, absent: hash === null }))
      .toSorted((a, b) => b.id.localeCompare(a.id));
  }

  /** The bytes; null where there was no file. @throws NamedError `not_found`: it isn't there, or isn't whole. */
  async read(app: string, id: string): Promise<Buffer | null> {
    const note = idPattern.test(id) ? await this.#note(app, id) : null;
    if (note === null) throw new NamedError('not_found', `There is no backup ${id} of ${app}.`);
    if (note.hash === null) return null;
    const bytes = await readFile(join(this.#folderOf(app), `${id}.bytes`)).catch(() => null);
    if (bytes !== null && hashOf(bytes) === note.hash) return bytes;
    throw new NamedError('not_found', `The backup ${id} of ${app} is damaged: its bytes are not what was kept. Choose another.`);
  }

  /**
   * Takes away what is older than the newest of each file, and what a kill left half-written.
   * @param needed ids that stay.
   * @param isWanted of other files, nothing else stays.
   */
  async prune(app: string, needed: ReadonlySet<string>, isWanted: (path: string) => boolean = () => true): Promise<void> {
    const byPath = Map.groupBy(await this.list(app), ({ path }) => path);
    const newest = [...byPath].flatMap(([path, backups]) => (isWanted(path) ? backups.slice(0, this.#keptPerFile) : []));
    const kept = new Set([...needed, ...newest.map(({ id }) => id)]);
    const names = await this.#names(app);
    for (const name of names.filter((file) => !kept.has(idOf(file)))) await unlink(join(this.#folderOf(app), name)).catch(() => undefined);
  }

  async #note(app: string, id: string): Promise<(z.output<typeof noteShape> & { readonly id: string }) | null> {
    const text = await readFile(join(this.#folderOf(app), `${id}.json`), 'utf8').catch(() => null);
    const note = text === null ? null : noteShape.safeParse(jsonOrNull(text));
    return note?.success === true ? { id, ...note.data } : null;
  }

  async #ids(app: string): Promise<string[]> {
    return (await this.#names(app)).filter((name) => name.endsWith('.json')).map(idOf);
  }

  async #names(app: string): Promise<string[]> {
    const names = await readdir(this.#folderOf(app)).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    });
    return names.filter((name) => idPattern.test(idOf(name)));
  }

  #folderOf(app: string): string {
    if (!namePattern.test(app)) throw new NamedError('invalid_input', `${app} is no name of an app.`);
    return join(this.#folder, app);
  }
}

function idOf(name: string): string {
  return name.replace(/\.(?:json|bytes)$/, '');
}

/** Milliseconds since 1970. */
function timeOf(id: string): number {
  return Date.parse(id.replace(/^(.{4})(..)(.{5})(..)(..)(...).*/, '$1-$2-$3:$4:$5.$6Z'));
}

async function writeNew(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A kill left it half-written: it counts as not there.
    return null;
  }
}
