import type { App } from 'electron';
import { afterEach, describe, expect, it } from 'vitest';
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
