import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

describe('a vault with a keychain', () => {
  it('asks nothing before a secret is needed', async () => {
    const vault = await open();
    expect(vault.names()).toEqual([]);
    expect(keychain.asked).toBe(0);
    await expect(stat(file())).rejects.toThrow('ENOENT');
  });

  it('keeps a secret over a restart, and nothing but its name can be read', async () => {
    await (await open()).write('github-token', 'ghp_s3cret-value');
    const vault = await reopen();
    expect(vault.names()).toEqual(['github-token']);
    expect(await vault.read('github-token')).toBe('ghp_s3cret-value');
    expect(vault.status()).toMatchObject({ protection: 'keychain', state: 'open', secrets: 1 });
    const text = await readFile(file(), 'utf8');
    expect(text).toContain('github-token');
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain(Buffer.from('ghp_s3cret-value').toString('base64'));
    await expect(stat(keyFile())).rejects.toThrow('ENOENT');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('says that there is no such secret, and forgets what is removed', async () => {
    const vault = await open();
    expect(await vault.read('gone')).toBeNull();
    await vault.write('a', 'one');
    await vault.remove('a');
    await vault.remove('a');
    expect(await (await reopen()).read('a')).toBeNull();
  });

  it('tells of what changed by its name', async () => {
    const vault = await open();
    const names: string[] = [];
    vault.secretChanged.subscribe((name) => names.push(name));
    await vault.write('a', 'one');
    await vault.remove('a');
    expect(names).toEqual(['a', 'a']);
  });

  it('loses nothing of many writes at once, of two Patchbays either', async () => {
    const one = await open();
    await one.write('first', '0');
    const two = await reopen();
    await two.read('first');
    await Promise.all(Array.from({ length: 20 }, (_, index) => one.write(`a${index}`, `v${index}`)));
    await Promise.all(Array.from({ length: 20 }, (_, index) => two.write(`b${index}`, `w${index}`)));
    const vault = await reopen();
    expect(vault.names()).toHaveLength(41);
    expect([await vault.read('a19'), await vault.read('b19')]).toEqual(['v19', 'w19']);
  });

  it('does not count what is its own among the secrets', async () => {
    const vault = await open();
    await vault.write('sign-in/docs/tokens', '{}');
    expect(vault.status().secrets).toBe(0);
    expect(vault.names()).toEqual(['sign-in/docs/tokens']);
  });

  it('lets those hear who keep secrets out of logs, for the secrets of people, as soon as it is open', async () => {
    const seen: string[] = [];
    const vault = await open({ seen: (name, value) => seen.push(`${name} ${value}`) });
    await vault.write('a', 'went-in');
    await vault.write('sign-in/docs/tokens', '{"a":1}');
    await vault.read('a');
    expect(seen).toEqual(['a went-in', 'a went-in']);
    const next = await open({ seen: (name, value) => seen.push(`next: ${name} ${value}`) });
    expect(seen).toHaveLength(2);
    await next.settledStatus();
    expect(seen.at(-1)).toBe('next: a went-in');
  });

  it('gives two homes keys of their own', async () => {
    await (await open()).write('a', 'one');
    await (await open({ file: join(folder, 'other'), keyFile: join(folder, 'other.key') })).write('a', 'two');
    expect(new Set(keychain.entries.values()).size).toBe(2);
  });
});

describe('a keychain that is locked', () => {
  async function lockedVault(): Promise<Vault> {
    await (await open()).write('a', 'one');
    keychain.mood = 'locked';
    keychain.asked = 0;
    return reopen();
  }

  it('keeps the secrets back, but not their names, and is asked once', async () => {
    const vault = await lockedVault();
    for (let time = 0; time < 10; time += 1) await expect(vault.read('a')).rejects.toMatchObject({ code: 'vault_locked' });
    await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked' });
    expect(vault.names()).toEqual(['a']);
    expect(keychain.asked).toBe(1);
    expect(vault.status()).toMatchObject({ protection: 'keychain', state: 'locked', message: expect.stringContaining('patchbay unlock') });
  });

  it('is asked again by unlock, and then all is there', async () => {
    const vault = await lockedVault();
    await expect(vault.read('a')).rejects.toMatchObject({ code: 'vault_locked' });
    expect(await vault.unlock()).toMatchObject({ state: 'locked' });
    keychain.mood = 'well';
    const states: string[] = [];
    vault.changed.subscribe(({ state }) => states.push(state));
    expect(await vault.unlock()).toMatchObject({ state: 'open' });
    expect(states).toEqual(['open']);
    expect(await vault.read('a')).toBe('one');
  });

  it.each(['locked', 'absent', 'forgetful'] as const)('or %s never makes a vault of the keychain continue without it', async (mood) => {
    await (await open()).write('a', 'one');
    const before = await readFile(file());
    keychain.mood = mood;
    if (mood === 'forgetful') keychain.entries.clear();
    const vault = await reopen();
    await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked' });
    expect(vault.status()).toMatchObject({ protection: 'keychain', state: 'locked' });
    expect(await readFile(file())).toEqual(before);
    await expect(stat(keyFile())).rejects.toThrow('ENOENT');
  });

  it('does not make a new vault weaker than it could be', async () => {
    keychain.mood = 'locked';
    const vault = await open();
    await expect(vault.write('a', 'one')).rejects.toMatchObject({
      code: 'vault_locked',
      message: expect.stringContaining('locked collection'),
    });
    expect(keychain.asked).toBe(1);
    await expect(stat(keyFile())).rejects.toThrow('ENOENT');
    keychain.mood = 'well';
    await vault.unlock();
    await vault.write('a', 'one');
    expect(vault.status()).toMatchObject({ protection: 'keychain', state: 'open' });
  });

  it('that only says it wrote is taken for locked', async () => {
    keychain.mood = 'forgetful';
    expect(await (await open()).settledStatus()).toMatchObject({ state: 'locked' });
  });
});

describe('a keychain that does not answer', () => {
  it('holds nobody up for long, is asked once, and counts when it answers at last', async () => {
    keychain.mood = 'silent';
    const vault = await open({ firstMs: 10, unlockMs: 10 });
    await expect(vault.read('a')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringContaining("doesn't answer") });
    await expect(vault.read('a')).rejects.toMatchObject({ code: 'vault_locked' });
    await vault.unlock();
    expect(keychain.asked).toBe(1);
    const opened = Promise.withResolvers<void>();
    vault.changed.subscribe(({ state }) => void (state === 'open' && opened.resolve()));
    keychain.answer();
    await opened.promise;
    await vault.write('a', 'one');
    expect(await vault.read('a')).toBe('one');
  });
});

describe('a vault without a keychain', () => {
  beforeEach(() => {
    keychain.mood = 'absent';
  });

  it('keeps its key in a file beside it, and says how weak that is', async () => {
    await (await open()).write('a', 's3cret');
    const vault = await reopen();
    expect(await vault.read('a')).toBe('s3cret');
    expect(vault.status()).toMatchObject({
      protection: 'file',
      state: 'open',
      message: expect.stringContaining('whoever can read your files'),
    });
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect(await readFile(file(), 'utf8')).not.toContain('s3cret');
  });

  it('does not ask a keychain that comes later', async () => {
    await (await open()).write('a', 'one');
    keychain.mood = 'well';
    keychain.asked = 0;
    expect(await (await reopen()).read('a')).toBe('one');
    expect(keychain.asked).toBe(0);
  });

  it('is broken when its key is gone, and well again when that is back', async () => {
    await (await open()).write('a', 'one');
    const key = await readFile(keyFile());
    await rm(keyFile());
    const vault = await reopen();
    await expect(vault.read('a')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringContaining('vault.key') });
    expect(vault.status().state).toBe('broken');
    await writeFile(keyFile(), key);
    expect(await vault.unlock()).toMatchObject({ state: 'open' });
    expect(await vault.read('a')).toBe('one');
  });

  it('begins with the key that is there, which may belong to a vault that comes back', async () => {
    await (await open()).write('a', 'one');
    const old = await readFile(file());
    await rm(file());
    await (await reopen()).write('a', 'two');
    await writeFile(file(), old);
    expect(await (await reopen()).read('a')).toBe('one');
  });

  it.skipIf(process.getuid?.() === 0)('says so when it may not write, and is as it was', async () => {
    const vault = await open();
    await vault.write('a', 'one');
    await chmod(folder, 0o500);
    await expect(vault.write('a', 'two')).rejects.toMatchObject({ code: 'internal' });
    await chmod(folder, 0o700);
    expect(await vault.read('a')).toBe('one');
  });
});

describe('a damaged vault', () => {
  it('cut anywhere is broken, stays as it is, and crashes nothing', async () => {
    await (await open()).write('a', 'one');
    const whole = await readFile(file());
    for (let length = 0; length < whole.length - 1; length += 5) {
      const cut = whole.subarray(0, length);
      await writeFile(file(), cut);
      const vault = await reopen();
      expect(vault.status().state).toBe('broken');
      await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked' });
      expect(await readFile(file())).toEqual(cut);
    }
    await writeFile(file(), whole);
    expect(await (await reopen()).read('a')).toBe('one');
  });

  it.each(['', '{}', '[]', 'null', '{"version":2}', '\0\0\0', 'x'.repeat(1_000)])('of %j is broken', async (text) => {
    await writeFile(file(), text);
    expect((await open()).status()).toMatchObject({ state: 'broken', message: expect.stringContaining('start-over') });
  });

  it('does not give one value for another', async () => {
    const vault = await open();
    await vault.write('mine', 'of-mine');
    await vault.write('theirs', 'of-theirs');
    // The file is Patchbay's own: it has these members.
    const content = JSON.parse(await readFile(file(), 'utf8')) as { secrets: Record<string, unknown> };
    content.secrets = { mine: content.secrets['theirs'], theirs: content.secrets['mine'] };
    await writeFile(file(), JSON.stringify(content));
    const next = await reopen();
    await expect(next.read('mine')).rejects.toMatchObject({ code: 'secret_missing', message: expect.stringContaining('set it again') });
    await next.write('mine', 'anew');
    expect(await next.read('mine')).toBe('anew');
  });

  it('is not written over by one that was opened before', async () => {
    const vault = await open();
    await vault.write('a', 'one');
    await writeFile(file(), 'damaged');
    await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked' });
    expect(await readFile(file(), 'utf8')).toBe('damaged');
    expect(vault.status().state).toBe('broken');
  });

  it('of another key is broken, and not written over', async () => {
    await (await open()).write('a', 'one');
    for (const account of keychain.entries.keys()) keychain.entries.set(account, Buffer.alloc(32, 7).toString('base64'));
    const vault = await reopen();
    await expect(vault.write('b', 'two')).rejects.toMatchObject({ code: 'vault_locked', message: expect.stringContaining('another key') });
    expect(vault.status().state).toBe('broken');
  });
});

it('a vault that nobody needed yet has nothing to tell a new listener', async () => {
  const vault = await open();
  expect(vault.known).toBeUndefined();
  await vault.settledStatus();
  expect(vault.known).toMatchObject({ state: 'open' });
});
