import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, homeAt, homeFolder } from '../../../main/lib/home.ts';

let folder: string;

beforeEach(async () => {
  folder = homeFolder(await mkdtemp(join(tmpdir(), 'patchbay-home-')), {});
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe('a home that is not ours alone', () => {
  it('is refused when a link lies in the place of its keys', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'keys'));
    await expect(createHome(homeAt(folder))).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('keys') });
  });

  it('is refused, and stays as it is, when it is open to others and holds other things', async () => {
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'diary.txt'), '');
    await expect(createHome(homeAt(folder))).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('--home') });
    expect([await modeOf(folder), await readdir(folder)]).toEqual(['755', ['diary.txt']]);
  });

  it('is closed when it was open to others', async () => {
    await chmod(folder, 0o755);
    await createHome(homeAt(folder));
    expect(await modeOf(folder)).toBe('700');
  });

  it('keeps others out of every folder whatever the umask says', async () => {
    const previous = process.umask(0);
    try {
      const home = homeAt(join(folder, 'new', 'home'));
      await createHome(home);
      expect(await Promise.all([home.folder, home.keys, home.run, home.logs, home.serverLogs, home.work].map(modeOf))).toEqual(
        Array(6).fill('700'),
      );
    } finally {
      process.umask(previous);
    }
  });
});

describe('the place of the socket', () => {
  it('is the run folder of the home', () => {
    expect(homeAt('/home/ada/patchbay').socket).toBe('/home/ada/patchbay/run/patchbay.sock');
  });

  it('is a short private folder where the path would be too long for a socket', async () => {
    const home = homeAt(join(folder, 'x'.repeat(100)));
    expect(home.socket.length).toBeLessThan(104);
    expect(homeAt(join(folder, 'x'.repeat(100))).socket).toBe(home.socket);
    expect(homeAt(join(folder, 'y'.repeat(100))).socket).not.toBe(home.socket);
    try {
      await createHome(home);
      expect(await modeOf(dirname(home.socket))).toBe('700');
      await chmod(dirname(home.socket), 0o770);
      await expect(createHome(home)).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('open to other users') });
    } finally {
      await rm(dirname(home.socket), { recursive: true, force: true });
    }
  });
});

describe('the folder of the home', () => {
  it('is the one named, else the environment’s, else the platform’s own', () => {
    expect(homeFolder('/nowhere/a', { PATCHBAY_HOME: '/nowhere/b' })).toBe('/nowhere/a');
    expect(homeFolder(undefined, { PATCHBAY_HOME: '/nowhere/b' })).toBe('/nowhere/b');
    expect(homeFolder(undefined, {})).toMatch(/Patchbay/);
  });

  it('is the same by whichever link it is reached, even before it exists', async () => {
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'link'));
    expect(homeFolder(join(folder, 'link', 'deep', 'home'), {})).toBe(join(folder, 'real', 'deep', 'home'));
  });
});
