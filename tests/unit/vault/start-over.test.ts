import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Vault, type VaultOptions } from '../../../main/vault/vault.ts';
import { MemoryKeychain } from '../../helpers/memory-keychain.ts';

let folder: string;
let keychain: MemoryKeychain;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-vault-'));
  keychain = new MemoryKeychain();
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, 'vault');
const keyFile = () => join(folder, 'vault.key');
const open = (changes: Partial<VaultOptions> = {}) => Vault.open({ file: file(), keyFile: keyFile(), keychain, ...changes });
/** The same vault in the next Patchbay. */
const reopen = open;

describe('a vault that is lost', () => {
  const aside = async () => (await readdir(folder)).filter((name) => name.includes('.old-'));

  it('is begun anew when the person wants it, with the old file kept under another name', async () => {
    await (await open()).write('a', 'one');
    const old = await readFile(file());
    keychain.entries.clear();
    const vault = await reopen();
    const gone: string[] = [];
    vault.secretChanged.subscribe((name) => gone.push(name));
    const kept = await vault.startOver();
    expect(await readFile(kept)).toEqual(old);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect(gone).toEqual(['a']);
    expect(vault.status()).toMatchObject({ state: 'open', protection: 'keychain', secrets: 0, mayStartOver: false });
    await vault.write('b', 'two');
    expect(await (await reopen()).read('b')).toBe('two');
  });

  it.each(['', 'not json', '{"version":9}'])('because its file is %j begins anew, too', async (text) => {
    await writeFile(file(), text);
    const vault = await open();
    expect(vault.status()).toMatchObject({ state: 'broken', mayStartOver: true });
    expect(await readFile(await vault.startOver(), 'utf8')).toBe(text);
    expect(vault.status().state).toBe('open');
  });

  it('because its key file is damaged keeps that file, too', async () => {
    keychain.mood = 'absent';
    await (await open()).write('a', 'one');
    await writeFile(keyFile(), 'damaged');
    await (await reopen()).startOver();
    const kept = await aside();
    expect(kept.map((name) => name.replace(/-\d.*/, '')).toSorted()).toEqual(['vault.key.old', 'vault.old']);
    expect(await Promise.all(kept.map((name) => readFile(join(folder, name), 'utf8')))).toContain('damaged');
    expect(await (await reopen()).settledStatus()).toMatchObject({ protection: 'file', state: 'open' });
  });

  it('opens again where it and its key are put back', async () => {
    await (await open()).write('a', 'one');
    const keys = [...keychain.entries];
    keychain.entries.clear();
    const vault = await reopen();
    const kept = await vault.startOver();
    await vault.write('a', 'two');
    for (const [account, key] of keys) keychain.entries.set(account, key);
    await rename(kept, file());
    expect(await (await reopen()).read('a')).toBe('one');
  });

  it('is not begun anew where it can be opened after all, nor where there is none', async () => {
    const vault = await open();
    await expect(vault.startOver()).rejects.toMatchObject({ code: 'conflict' });
    await vault.write('a', 'one');
    keychain.mood = 'locked';
    const next = await reopen();
    await next.settledStatus();
    keychain.mood = 'well';
    await expect(next.startOver()).rejects.toMatchObject({ code: 'conflict' });
    expect([await next.read('a'), await aside()]).toEqual(['one', []]);
  });

  it('is begun anew once, however often the person clicks', async () => {
    await writeFile(file(), 'damaged');
    const vault = await open();
    const clicks = await Promise.allSettled([vault.startOver(), vault.startOver()]);
    expect(clicks).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'conflict' } }]);
    expect(await aside()).toHaveLength(1);
    await vault.write('a', 'one');
    expect(await (await reopen()).read('a')).toBe('one');
  });

  it('stays where it is while the keychain takes no new key', async () => {
    await (await open()).write('a', 'one');
    const old = await readFile(file());
    for (const mood of ['locked', 'forgetful', 'silent'] as const) {
      keychain.mood = mood;
      if (mood === 'forgetful') keychain.entries.clear();
      const vault = await open({ firstMs: 10, unlockMs: 10 });
      await expect(vault.startOver()).rejects.toMatchObject({ code: 'vault_locked' });
    }
    expect([await readFile(file()), await aside()]).toEqual([old, []]);
    keychain.answer();
  });

  it.skipIf(process.getuid?.() === 0)('stays where it is where the disk takes nothing', async () => {
    await writeFile(file(), 'damaged');
    const vault = await open();
    await chmod(folder, 0o500);
    await expect(vault.startOver()).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('as it was') });
    await chmod(folder, 0o700);
    expect([await readFile(file(), 'utf8'), await aside(), vault.status().state]).toEqual(['damaged', [], 'broken']);
  });

  it('takes no write that was meant for the one before', async () => {
    await (await open()).write('a', 'one');
    const vault = await reopen();
    await vault.read('a');
    await writeFile(file(), 'damaged');
    await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked' });
    await Promise.all([vault.startOver(), expect(vault.write('c', 'three')).rejects.toMatchObject({ code: 'vault_locked' })]);
    await vault.write('c', 'three');
    expect((await reopen()).names()).toEqual(['c']);
  });
});
