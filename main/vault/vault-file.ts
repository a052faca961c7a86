import { createHmac } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { hasCode, reasonOf } from '../lib/thrown.ts';
import type { SealedValue } from './sealed-value.ts';

const bytes = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const sealedValue = z.strictObject({ iv: bytes.length(16), ciphertext: bytes, tag: bytes.length(24), changedAt: z.iso.datetime() });

const fileShape = z.strictObject({
  version: z.literal(1),
  /** Names the key in the keychain, so that each home has its own there. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  protection: z.enum(['keychain', 'file']),
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
  secrets: z.record(z.string().max(512), sealedValue),
});

/** The vault as it lies on disk: who reads it learns the names, and when each was set. */
export interface VaultContent {
  readonly id: string;
  readonly protection: 'keychain' | 'file';
  /** Tells whether a key is the one that this was made with. */
  readonly keyCheck: string;
  readonly secrets: ReadonlyMap<string, SealedValue>;
}

/** The file is there, and can't be what was written. */
export class VaultDamaged extends Error {
  override readonly name = 'VaultDamaged';
}

/** Null where there is none yet. @throws VaultDamaged, and what the system says. */
export async function readVaultFile(file: string): Promise<VaultContent | null> {
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === null) return null;
  const checked = fileShape.safeParse(parsed(text));
  if (!checked.success) throw new VaultDamaged(`${file} is damaged, or was written by a later version of Patchbay`);
  return { ...checked.data, secrets: new Map(Object.entries(checked.data.secrets)) };
}

/** Old or new, whatever happens meanwhile, and on the disk when it resolves. */
export async function writeVaultFile(file: string, { secrets, ...content }: VaultContent): Promise<void> {
  await writeDurably(file, `${JSON.stringify({ version: 1, ...content, secrets: Object.fromEntries(secrets) }, null, 1)}\n`);
}

/** Gives the old file another name, writes the new one in its place, and gives back that name; where writing fails the old one is back. */
export async function putAside(file: string, now: Date, writeNew: () => Promise<void>): Promise<string> {
  const kept = `${file}.old-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  await rename(file, kept);
  try {
    await writeNew();
  } catch (error) {
    await rename(kept, file);
    throw error;
  }
  return kept;
}

/** A writer that was killed leaves what it was writing; nobody else may be writing now. */
export async function clearUnfinished(file: string): Promise<void> {
  const folder = dirname(file);
  const begins = `${basename(file)}.`;
  const names = await readdir(folder).catch(() => []);
  const unfinished = names.filter((name) => name.startsWith(begins) && /^\d+$/.test(name.slice(begins.length)));
  await Promise.all(unfinished.map((name) => rm(join(folder, name), { force: true })));
}

/** Readable to this user alone. */
export async function writeDurably(file: string, text: string): Promise<void> {
  await writeFileAtomic(file, text, { mode: 0o600 });
  if (process.platform === 'win32') return;
  const folder = await open(dirname(file));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Of a random key nobody learns anything by this. */
export function keyCheckOf(key: Buffer): string {
  return createHmac('sha256', key).update('patchbay vault key').digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The schema refuses it.
    return reasonOf(error);
  }
}

function absent(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}
