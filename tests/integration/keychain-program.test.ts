import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeychain } from '../../main/compose/keychain.ts';
import { Vault } from '../../main/vault/vault.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-keychain-'));
  await mkdir(join(folder, 'keychain'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The keychain, behind a program that goes wrong. */
async function behind(program: string) {
  await writeFile(join(folder, 'keychain/main.js'), program);
  return openKeychain({ node: process.execPath, folder }, {});
}

describe('a program for the keychain', () => {
  it.each([
    ['writes what is no answer', `process.stdout.write('GLib-WARNING: something\\n')`],
    ['writes half an answer', `process.stdout.write('{"value":"hal')`],
    ['writes an answer of another kind', `process.stdout.write('[1,2]')`],
    ['writes nothing', ''],
    ['crashes', `process.kill(process.pid, 'SIGSEGV')`],
    ['fails', `throw new Error('no')`],
  ])('that %s lets the vault wait, and weakens nothing', async (_case, program) => {
    await using keychain = await behind(program);
    await expect(keychain.read('vault a')).rejects.toMatchObject({ name: 'KeychainFailure', kind: 'locked' });
    const vault = await Vault.open({ file: join(folder, 'vault'), keyFile: join(folder, 'vault.key'), keychain });
    expect(await vault.settledStatus()).toMatchObject({ state: 'locked', message: expect.stringContaining('gave no answer') });
  });

  it('that is frozen is gone when Patchbay quits', async () => {
    const keychain = await behind(`process.stdin.resume(); setInterval(() => undefined, 1000)`);
    const asked = expect(keychain.read('vault a')).rejects.toMatchObject({ kind: 'locked' });
    await keychain[Symbol.asyncDispose]();
    await asked;
    await expect(keychain.read('vault a')).rejects.toMatchObject({ message: expect.stringContaining('quitting') });
  });
});
