import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDisk } from '../../../main/clients/node-disk.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-disk-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('where an app keeps its file', () => {
  it.skipIf(process.platform === 'win32').each([
    ['a pipe, which nobody writes into', (path: string) => Promise.resolve(void execFileSync('mkfifo', [path]))],
    ['a device, which never ends', (path: string) => symlink('/dev/zero', path)],
    ['a folder', (path: string) => mkdir(path)],
  ])('%s is never read', async (name, make) => {
    const path = join(folder, name);
    await make(path);
    await expect(nodeDisk.text(path)).rejects.toThrow('it is no ordinary file');
  });

  it('a file is read, and one that is too long for any settings is not', async () => {
    const path = join(folder, 'mcp.json');
    await writeFile(path, '\uFEFF{}');
    expect(await nodeDisk.text(path)).toBe('\uFEFF{}');
    await truncate(path, 10 * 1024 * 1024 + 1);
    await expect(nodeDisk.text(path)).rejects.toThrow('it is longer than 10 MB');
  });

  it('nothing is nothing', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await nodeDisk.text(join(folder, 'nothing.json'))).toBeNull();
    expect(await nodeDisk.text(join(folder, 'file', 'mcp.json'))).toBeNull();
  });
});
