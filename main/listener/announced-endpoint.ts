import { rm } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Endpoint } from '../lib/endpoint.ts';
import type { Home } from '../lib/home.ts';

/**
 * Tells shims and the command line where this Patchbay listens, until it is disposed of. Dispose of it before anything else stops:
 * a shim that finds the file but nobody who listens takes that for a crash and starts Patchbay again.
 */
export async function announceEndpoint(home: Home, endpoint: Endpoint): Promise<AsyncDisposable> {
  await writeFileAtomic(home.endpoint, `${JSON.stringify(endpoint, null, 2)}\n`, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(home.endpoint, { force: true }) };
}
