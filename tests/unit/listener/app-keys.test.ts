import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppKeys } from '../../../main/listener/app-keys.ts';

let folder: string;
let keys: AppKeys;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-keys-'));
  keys = new AppKeys(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the key of an app', () => {
  it.each(['', 'Cursor', '../cursor', '1app', 'a'.repeat(33), 'my app'])('is not made for the name %j', async (name) => {
    await expect(keys.mint(name)).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is reported when its file is damaged, and not replaced', async () => {
    await writeFile(join(folder, 'cursor.key'), 'half a k');
    await expect(keys.mint('cursor')).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('cursor.key') });
    expect(await readFile(join(folder, 'cursor.key'), 'utf8')).toBe('half a k');
  });

  it('is null before it is minted', async () => {
    expect(await keys.get('cursor')).toBeNull();
  });

  it('lies in a file of its own that only the owner can read', async () => {
    const key = await keys.mint('cursor');
    const file = join(folder, 'cursor.key');
    expect(await readFile(file, 'utf8')).toBe(`${key.toString('hex')}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is the same for everybody who mints it at once', async () => {
    const minted = await Promise.all(Array.from({ length: 20 }, () => new AppKeys(folder).mint('cursor')));
    expect(new Set(minted.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['cursor.key']);
  });

  it('is gone once it was removed, and new after that', async () => {
    const before = await keys.mint('cursor');
    await keys.remove('cursor');
    expect(await keys.get('cursor')).toBeNull();
    expect(await keys.mint('cursor')).not.toEqual(before);
  });
});

describe('the list of apps', () => {
  it('names those with a key, but never the owner', async () => {
    for (const app of ['zed', 'owner', 'cli']) await keys.mint(app);
    expect(await keys.apps()).toEqual(['cli', 'zed']);
  });
});
