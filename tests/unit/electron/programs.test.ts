import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shimPlace } from '../../../main/compose/shim-place.ts';
import { programsOf } from '../../../main/electron/programs.ts';
import { homeAt } from '../../../main/lib/home.ts';

const system = Object.getOwnPropertyDescriptor(process, 'platform');
const home = homeAt('/home/ada/patchbay');
// All of Electron's app that is asked here.
const installed = { isPackaged: true, getPath: () => '/opt/Patchbay/patchbay' } as unknown as App;

function on(platform: string): void {
  Object.defineProperty(process, 'platform', { ...system, value: platform });
  Object.defineProperty(process, 'resourcesPath', { value: '/opt/Patch bay/resources', configurable: true });
}

afterEach(() => {
  if (system !== undefined) Object.defineProperty(process, 'platform', system);
  Reflect.deleteProperty(process, 'resourcesPath');
});

describe('the shim of an installed Patchbay', () => {
  it('is a program on Windows, where apps without a shell start no script', () => {
    on('win32');
    expect(shimPlace({ home, programs: programsOf(installed, home) }).shim).toEqual({
      command: '/opt/Patch bay/resources/bin/node.exe',
      args: ['/opt/Patch bay/resources/programs/shim/main.js'],
    });
  });

  it('is one file elsewhere', () => {
    on('linux');
    expect(shimPlace({ home, programs: programsOf(installed, home) }).shim).toEqual({
      command: '/opt/Patch bay/resources/bin/patchbay-shim',
      args: [],
    });
  });
});

describe('the programs of an AppImage', () => {
  let folder: string;
  beforeEach(async () => {
    on('linux');
    folder = await mkdtemp(join(tmpdir(), 'patchbay-programs-'));
    await mkdir(join(folder, 'mount/bin'), { recursive: true });
    await mkdir(join(folder, 'mount/programs/shim'), { recursive: true });
    await writeFile(join(folder, 'mount/bin/patchbay-shim'), '#!/bin/sh\necho first\n', { mode: 0o755 });
    await writeFile(join(folder, 'mount/programs/shim/main.js'), '');
    await writeFile(join(folder, 'Patchbay.AppImage'), 'first');
    Object.defineProperty(process, 'resourcesPath', { value: join(folder, 'mount'), configurable: true });
    vi.stubEnv('APPIMAGE', join(folder, 'Patchbay.AppImage'));
    vi.stubEnv('APPDIR', undefined);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const placed = (): string => {
    const own = homeAt(join(folder, 'home'));
    return shimPlace({ home: own, programs: programsOf(installed, own) }).shim.command;
  };

  it('outlive its mount, at a place that stays the same for the next image', async () => {
    const shim = placed();
    expect(shim).toBe(join(folder, 'home/programs/bin/patchbay-shim'));
    await writeFile(join(folder, 'mount/bin/patchbay-shim'), '#!/bin/sh\necho second\n');
    await writeFile(join(folder, 'Patchbay.AppImage'), 'the second');
    expect(placed()).toBe(shim);
    await rm(join(folder, 'mount'), { recursive: true });
    expect(execFileSync(shim, { encoding: 'utf8' })).toBe('second\n');
    expect((await stat(join(folder, 'home/programs'))).mode & 0o077).toBe(0);
  });

  it('are copied once for an image', async () => {
    placed();
    await rm(join(folder, 'mount'), { recursive: true });
    expect(execFileSync(placed(), { encoding: 'utf8' })).toBe('first\n');
  });

  it('are its own where another program’s image started it', () => {
    vi.stubEnv('APPDIR', join(folder, 'mount'));
    const own = homeAt(join(folder, 'home'));
    const { start } = programsOf(installed, own);
    expect([start.command, placed()]).toEqual(['/opt/Patchbay/patchbay', join(folder, 'mount/bin/patchbay-shim')]);
    const mounted = { ...installed, getPath: () => join(folder, 'mount/patchbay') } as App;
    expect(programsOf(mounted, own).start.command).toBe(join(folder, 'Patchbay.AppImage'));
  });

  it('are copied again where a copy broke off, and leave nothing beside them', async () => {
    await mkdir(join(folder, 'home/programs.new/bin'), { recursive: true });
    expect(execFileSync(placed(), { encoding: 'utf8' })).toBe('first\n');
    expect(await readdir(join(folder, 'home'))).toEqual(['programs']);
  });

  it('take the place of nothing that Patchbay didn’t make', async () => {
    await mkdir(join(folder, 'home/programs/mine'), { recursive: true });
    expect(placed).toThrow('is no folder of Patchbay');
    expect(await readdir(join(folder, 'home/programs'))).toEqual(['mine']);
  });
});
