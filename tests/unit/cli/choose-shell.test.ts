import { describe, expect, it } from 'vitest';
import { chooseShell, findElectron } from '../../../main/cli/choose-shell.ts';

const electron = '/opt/electron/electron';
const linux = { platform: 'linux', environment: { DISPLAY: ':0' }, electron } as const;

describe('a start', () => {
  it('is headless where that is asked for, whatever there is', () => {
    expect(chooseShell(true, linux)).toEqual({ kind: 'headless', why: 'as --headless asks' });
  });

  it('is headless without a desktop, and says so', () => {
    expect(chooseShell(false, { ...linux, environment: { DISPLAY: '' } })).toEqual({
      kind: 'headless',
      why: expect.stringContaining('no desktop'),
    });
  });

  it('is headless without Electron, and says how to get it', () => {
    expect(chooseShell(false, { ...linux, electron: null })).toEqual({
      kind: 'headless',
      why: expect.stringContaining('install-electron'),
    });
  });

  it.each([
    linux,
    { ...linux, environment: { WAYLAND_DISPLAY: 'wayland-0' } },
    { ...linux, platform: 'darwin', environment: {} },
    { ...linux, platform: 'win32', environment: {} },
  ] as const)('is on the desktop with both: %o', (surroundings) => {
    expect(chooseShell(false, surroundings)).toMatchObject({ kind: 'desktop', electron });
  });
});

describe('the Electron binary', () => {
  it('is none where the folder that is said to hold it holds nothing', () => {
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: '/no/such/folder' })).toBeNull();
  });
});
