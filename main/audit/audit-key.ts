import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { NamedError } from '../../contract/errors.ts';

const keyBytes = 32;

/**
 * The key that chains and seals the log: minted at first use (0600), then kept. Whoever can read it can forge the log; a later issue anchors
 * signed checkpoints outside this home.
 * @throws NamedError `internal` when the file holds no key.
 */
export async function openAuditKey(file: string): Promise<Buffer> {
  const present = await readFile(file, 'utf8').catch(absent);
  if (present === null) return mint(file);
  const key = Buffer.from(present.trim(), 'hex');
  if (key.length === keyBytes) return key;
  throw new NamedError(
    'internal',
    `${file} holds no audit key. Put it back from a backup, or move it away: then the log up to now can't be verified any more.`,
  );
}

async function mint(file: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFileAtomic(file, `${key.toString('hex')}\n`, { mode: 0o600 });
  return key;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
