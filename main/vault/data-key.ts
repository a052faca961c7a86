import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hasCode } from '../lib/thrown.ts';
import { type Keychain, KeychainFailure } from './keychain.ts';
import { keyCheckOf, putAside, type VaultContent, writeDurably } from './vault-file.ts';

const keyBytes = 32;

export interface KeyPlaces {
  readonly keychain: Keychain;
  /** Beside the vault, for where there is no keychain. */
  readonly keyFile: string;
}

export interface NewVault {
  readonly key: Buffer;
  readonly content: VaultContent;
}

/**
 * A key for a new vault: in the keychain if what is written there can be read again, else in a file.
 * @throws KeychainFailure `locked`, where there is a keychain that must be unlocked: a file would be weaker than what the person has.
 */
export async function makeKey(places: KeyPlaces): Promise<NewVault> {
  const id = randomBytes(16).toString('hex');
  const inKeychain = await keyInKeychain(places.keychain, accountOf(id));
  const key = inKeychain ?? (await keyInFile(places.keyFile));
  const protection = inKeychain === null ? 'file' : 'keychain';
  return { key, content: { id, protection, keyCheck: keyCheckOf(key), secrets: new Map() } };
}

/** Null where there is none, or the keychain doesn't give it. @throws KeychainFailure, and what the system says of the file. */
export async function readKey({ id, protection }: VaultContent, { keychain, keyFile }: KeyPlaces): Promise<Buffer | null> {
  return protection === 'file' ? readKeyFile(keyFile) : decoded(await keychain.read(accountOf(id)));
}

function accountOf(id: string): string {
  return `vault ${id}`;
}

async function keyInKeychain(keychain: Keychain, account: string): Promise<Buffer | null> {
  const key = randomBytes(keyBytes);
  try {
    await keychain.write(account, key.toString('base64'));
    const kept = await keychain.read(account);
    // Some say that they wrote it when the person dismissed the question for the password.
    if (kept === null) throw new KeychainFailure('locked', 'what was written there could not be read again');
    return decoded(kept)?.equals(key) === true ? key : null;
  } catch (error) {
    if (error instanceof KeychainFailure && error.kind === 'absent') return null;
    throw error;
  }
}

/** One that is there already belongs to a vault that was moved away, and may come back. What is there and isn't one may be mended by hand some day. */
async function keyInFile(file: string): Promise<Buffer> {
  const present = await readKeyFile(file);
  if (present !== null) return present;
  const key = randomBytes(keyBytes);
  const write = () => writeDurably(file, `${key.toString('base64')}\n`);
  await putAside(file, new Date(), write).catch((error: unknown) => (hasCode(error, 'ENOENT') ? write() : Promise.reject(error)));
  return key;
}

async function readKeyFile(file: string): Promise<Buffer | null> {
  try {
    return decoded(await readFile(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Null where it is no key. */
function decoded(text: string | null): Buffer | null {
  const key = Buffer.from(text?.trim() ?? '', 'base64');
  return key.length === keyBytes ? key : null;
}
