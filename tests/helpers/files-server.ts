import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBuiltin } from '../../main/builtin/open-builtin.ts';
import { databaseInMemory } from './public-catalog.ts';
import { MemoryTable } from '../../main/store/memory-store.ts';
import { BuiltinClient } from './builtin-client.ts';

/** The built-in server `files` on a throw-away folder `inside`, with a folder `outside` beside it that it must never touch. */
export interface FilesServer extends AsyncDisposable {
  readonly client: BuiltinClient;
  readonly inside: string;
  readonly outside: string;
}

export async function filesServer(rootsOf: (inside: string) => readonly string[] = (inside) => [inside]): Promise<FilesServer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-files-')));
  const inside = join(folder, 'inside');
  const outside = join(folder, 'outside');
  await Promise.all([mkdir(inside), mkdir(outside)]);
  const settings = {
    kind: 'builtin',
    builtin: 'files',
    mode: 'shared',
    timeoutMs: 1_000,
    tools: new Map(),
    roots: rootsOf(inside),
  } as const;
  const database = databaseInMemory();
  const client = new BuiltinClient(openBuiltin(settings, { memory: new MemoryTable(database) }));
  return {
    client,
    inside,
    outside,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
