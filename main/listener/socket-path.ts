import { once } from 'node:events';
import { lstat, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { verifyPrivateFolder } from '../lib/private-folder.ts';
import { hasCode } from '../lib/thrown.ts';

/** Bits that the socket's file must not have: it is 0600 from the moment it exists. */
const withheld = 0o177;

/** Binds the server. Throws `conflict` when somebody listens there already, and refuses to touch what isn't a socket of ours. */
export async function bindSocket(server: Server, path: string): Promise<void> {
  if (process.platform !== 'win32') {
    await verifyPrivateFolder(dirname(path));
    await removeStaleSocket(path);
  }
  const listening = once(server, 'listening');
  // The file is made inside listen(), before it returns.
  const previous = process.umask(withheld);
  try {
    server.listen(path);
  } finally {
    process.umask(previous);
  }
  await listening;
}

async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isSocket()) throw new NamedError('conflict', `${path} is not a socket; move it away and start Patchbay again.`, { path });
  if (await answers(path))
    throw new NamedError('conflict', `Another Patchbay already listens at ${path}; use it, or stop it first.`, { path });
  await rm(path, { force: true });
}

/** Only a refusal proves that nobody listens; every other failure counts as somebody. */
async function answers(path: string): Promise<boolean> {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
    return true;
  } catch (error) {
    return !hasCode(error, 'ECONNREFUSED');
  } finally {
    probe.destroy();
  }
}
