import { readFile, rename, rmdir, unlink } from 'node:fs/promises';
import { z } from 'zod';
import { hasCode } from '../../lib/thrown.ts';
import { entryName } from '../entry-for.ts';
import { hashOf } from './hash.ts';
import { readPlace } from './read-place.ts';
import { entriesOf, textOf } from './readable.ts';
import { replaceFile } from './replace-file.ts';
import type { FileChange, WiredRecord } from './wired-file.ts';

const recordShape = z.object({
  app: z.string(),
  path: z.string(),
  scope: z.enum(['user', 'project']),
  within: z.string().nullable(),
  place: readPlace,
  entry: z.record(z.string(), z.unknown()),
  at: z.string(),
  since: z.string().default(''),
  hash: z.string(),
  base: z.string().nullable(),
  displaced: z.object({ value: z.unknown() }).nullable(),
  moved: z.array(z.object({ backup: z.string(), names: z.array(z.string()) })),
  madeKeys: z.number().int(),
  madeFolders: z.array(z.string()),
});

const pendingShape = z.object({
  target: z.string(),
  /** SHA-256 of the file before and behind the change, in hex; null: there is none. */
  from: z.string().nullable(),
  hash: z.string().nullable(),
  temporary: z.string(),
  /** Folders that are there for this file only, the outermost first. */
  folders: z.array(z.string()),
  record: recordShape.nullable(),
});

const lineShape = z.object({
  app: z.string(),
  path: z.string(),
  keyPath: z.array(z.string()),
  now: recordShape.nullable(),
  /** A change that was begun. Whether it happened is seen from the file. */
  pending: pendingShape.nullable(),
});

const fileShape = z.object({ version: z.literal(1), files: z.array(lineShape) });

interface Pending {
  readonly target: string;
  readonly from: string | null;
  readonly hash: string | null;
  readonly temporary: string;
  readonly folders: readonly string[];
  readonly record: WiredRecord | null;
}

interface Line {
  readonly app: string;
  readonly path: string;
  readonly keyPath: readonly string[];
  readonly now: WiredRecord | null;
  readonly pending: Pending | null;
}

export interface Begun {
  readonly change: FileChange;
  readonly temporary: string;
}

/**
 * `wiring.json`: what Patchbay did to which file. A change is written down before it is made, so that a kill at any moment leaves a record
 * that fits the file.
 */
export class WiringRecords {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Those that hold. Changes that a kill cut short are settled, and what they left is taken away. */
  async all(): Promise<WiredRecord[]> {
    const lines = await this.#read();
    const settled = await Promise.all(lines.map(settle));
    // Where this fails (the disk is full), the next to read them settles them again.
    if (lines.some(({ pending }) => pending !== null)) await this.#write(settled).catch(() => undefined);
    return settled.flatMap(({ now }) => (now === null ? [] : [now]));
  }

  /** On the disk when it resolves. */
  async begin(changes: readonly Begun[]): Promise<void> {
    const lines = await this.#read();
    const begun = changes.map(({ change, temporary }) => {
      const now = lines.find((line) => isOf(line, change))?.now ?? null;
      return { ...keyOf(change), now, pending: pendingOf(change, temporary) };
    });
    await this.#write([...lines.filter((line) => !changes.some(({ change }) => isOf(line, change))), ...begun]);
  }

  /** They happened. */
  async finish(changes: readonly FileChange[]): Promise<void> {
    const lines = await this.#read();
    await this.#write(
      lines.map((line) => {
        const change = changes.find((candidate) => isOf(line, candidate));
        return change === undefined ? line : { ...line, now: change.record, pending: null };
      }),
    );
  }

  async #read(): Promise<readonly Line[]> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    });
    if (text === null) return [];
    const parsed = fileShape.safeParse(jsonOrNull(text));
    if (parsed.success) return parsed.data.files;
    // Nothing is lost by starting anew: an entry can be taken out without a record.
    await rename(this.#file, `${this.#file}.damaged`);
    return [];
  }

  async #write(lines: readonly Line[]): Promise<void> {
    const files = lines.filter(({ now, pending }) => now !== null || pending !== null);
    const temporary = `${this.#file}.tmp`;
    // A kill may have left it.
    await unlink(temporary).catch(() => undefined);
    const bytes = Buffer.from(JSON.stringify({ version: 1, files }, null, 2));
    await replaceFile({ target: this.#file, temporary, bytes, mode: 0o600, check: () => Promise.resolve() });
  }
}

function keyOf({ app, path, place }: FileChange): Pick<Line, 'app' | 'path' | 'keyPath'> {
  return { app, path, keyPath: [...place.keyPath] };
}

function isOf(line: Line, change: FileChange): boolean {
  return line.app === change.app && line.path === change.path && line.keyPath.join('\0') === change.place.keyPath.join('\0');
}

function pendingOf({ target, before, after, missingFolders, emptyFolders, record }: FileChange, temporary: string): Pending {
  const folders = [...missingFolders, ...emptyFolders.toReversed()];
  return { target, from: hashOrNull(before), hash: hashOrNull(after), temporary, folders, record };
}

async function settle(line: Line): Promise<Line> {
  const { now, pending } = line;
  if (pending === null) return line;
  await unlink(pending.temporary).catch(() => undefined);
  const bytes = await readFile(pending.target).catch(() => null);
  const happened = hasHappened(pending, bytes, now);
  if (bytes === null) for (const folder of pending.folders.toReversed()) await rmdir(folder).catch(() => undefined);
  return { ...line, now: happened ? pending.record : now, pending: null };
}

/** Where somebody else changed the file since, whether our entry stands in it tells. */
function hasHappened({ from, hash, record }: Pending, bytes: Buffer | null, now: WiredRecord | null): boolean {
  const found = hashOrNull(bytes);
  if (found === hash) return true;
  const place = (record ?? now)?.place;
  if (found === from || bytes === null || place === undefined) return false;
  return entriesOf(textOf(bytes), place).has(entryName) === (record !== null);
}

function hashOrNull(bytes: Buffer | null): string | null {
  return bytes === null ? null : hashOf(bytes);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller puts it aside.
    return null;
  }
}
