import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A secret as it lies on disk. Bytes are base64. */
export interface SealedValue {
  /** 96 bits, new with every write: one key must never see the same twice (NIST SP 800-38D, 8.2.2). */
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  /** ISO 8601, UTC. */
  readonly changedAt: string;
}

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
export const tagBytes = 16;

/** Encrypts a value for one name: under another name it can't be read. `key` is 256 bits. */
export function seal(key: Buffer, name: string, value: string, changedAt: Date): SealedValue {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes }).setAAD(associatedData(name));
  const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    ciphertext: ciphertext.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    changedAt: changedAt.toISOString(),
  };
}

/** Null where it was not made with this key for this name, or was changed since. */
export function unseal(key: Buffer, name: string, sealed: SealedValue): string | null {
  try {
    const decipher = createDecipheriv(algorithm, key, Buffer.from(sealed.iv, 'base64'), { authTagLength: tagBytes });
    decipher.setAAD(associatedData(name)).setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(sealed.ciphertext, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    // Node says no more than that it isn't authentic.
    return null;
  }
}

function associatedData(name: string): Buffer {
  return Buffer.from(`patchbay vault 1\n${name}`);
}
