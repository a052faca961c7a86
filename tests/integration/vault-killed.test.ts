import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openKeychain } from '../../main/compose/keychain.ts';
import { Vault } from '../../main/vault/vault.ts';

const program = join(import.meta.dirname, '../fixtures/programs/vault-writer.ts');

/** Kills one that writes without a pause, at another moment each time. Gives the last number that it said was on the disk. */
async function killedAfter(folder: string, writes: number): Promise<number> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= writes && child.signalCode === null) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return last;
}

it('a vault whose writer is killed holds what was written last, or what was being written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-vault-'));
  try {
    for (const writes of [0, 1, 3, 7, 12, 20]) {
      const said = await killedAfter(folder, writes);
      const keychain = openKeychain({ node: process.execPath, folder: '' }, { PATCHBAY_KEYCHAIN: 'off' });
      const vault = await Vault.open({ file: join(folder, 'vault'), keyFile: join(folder, 'vault.key'), keychain });
      expect(vault.status().state).not.toBe('broken');
      const found = Number((await vault.read('counter'))?.split('-')[0]);
      expect([said, said + 1]).toContain(found);
      expect(await vault.read('other')).toBe('stays');
      expect((await readdir(folder)).toSorted()).toEqual(['vault', 'vault.key']);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
