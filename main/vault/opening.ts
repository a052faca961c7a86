import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import { type KeyPlaces, makeKey, readKey } from './data-key.ts';
import { KeychainFailure } from './keychain.ts';
import { sentences } from './sentences.ts';
import { keyCheckOf, putAside, readVaultFile, type VaultContent, VaultDamaged, writeVaultFile } from './vault-file.ts';

export interface VaultPlaces extends KeyPlaces {
  readonly file: string;
}

/** What came of opening. `content` null: nothing is known of what is in it. */
export type Opening = Opened | Unopened;

interface Opened {
  readonly state: 'open';
  readonly key: Buffer;
  readonly content: VaultContent;
}

interface Unopened extends Failure {
  readonly content: VaultContent | null;
}

export interface Failure {
  readonly state: 'locked' | 'broken';
  /** For the person: why, and what to do. */
  readonly message: string;
}

/** Reads the file and asks for its key; where there is no file, a vault is begun. */
export async function openVault(places: VaultPlaces): Promise<Opening> {
  let content: VaultContent | null = null;
  try {
    content = await readVaultFile(places.file);
    return content === null ? await begun(places) : { ...(await keyOf(content, places)), content };
  } catch (error) {
    return { ...failureAfter(error, places.file), content };
  }
}

/**
 * Puts an empty vault in the place of one that can't be opened, whose file is kept under the name `kept`. The new key comes first: where none can
 * be kept, nothing was changed. @throws NamedError `vault_locked` where none can be, `internal` where the disk doesn't take it.
 */
export async function startOver(places: VaultPlaces): Promise<{ readonly opened: Opened; readonly kept: string }> {
  const { file } = places;
  const { key, content } = await makeKey(places).catch((error: unknown) => {
    throw new NamedError('vault_locked', failureAfter(error, file).message, {}, { cause: error });
  });
  const kept = await putAside(file, new Date(), () => writeVaultFile(file, content)).catch((error: unknown) => {
    throw new NamedError('internal', sentences.notStartedOver(file, reasonOf(error)), {}, { cause: error });
  });
  return { opened: { state: 'open', key, content }, kept };
}

/** What a failure of the file or its key means for the vault. */
export function failureAfter(error: unknown, file: string): Failure {
  if (error instanceof KeychainFailure) return { state: 'locked', message: sentences.refused(error.message) };
  if (error instanceof VaultDamaged) return { state: 'broken', message: sentences.damaged(error.message) };
  return { state: 'broken', message: sentences.unreadable(file, reasonOf(error)) };
}

async function begun(places: VaultPlaces): Promise<Opened> {
  const { key, content } = await makeKey(places);
  await writeVaultFile(places.file, content);
  return { state: 'open', key, content };
}

async function keyOf(content: VaultContent, places: VaultPlaces): Promise<Omit<Opened, 'content'> | Failure> {
  const key = await readKey(content, places);
  if (key === null && content.protection === 'keychain') return { state: 'locked', message: sentences.withoutKey };
  if (key === null) return { state: 'broken', message: sentences.keyFileGone(places.keyFile) };
  if (keyCheckOf(key) !== content.keyCheck) return { state: 'broken', message: sentences.foreign(places.file) };
  return { state: 'open', key };
}
