import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron } from '../tests/e2e/electron-binary.ts';
import { findChromium } from '../tests/helpers/chromium.ts';
import { missingForSecretService } from '../tests/helpers/secret-service-programs.ts';
import { installed, isOnPath, root, run } from './run.ts';

/** What Debian and Ubuntu call the libraries that Electron's binary is linked with. */
const electronLibraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libcups2',
  'libxtst6',
  'libnotify4',
  'libsecret-1-0',
];

/** Gets what the tests need and npm can't bring: a Chromium, an Electron, a display, a keyring. Installs only as root with apt-get. One sentence for each thing that could not be had. */
export async function prepareTests(): Promise<string[]> {
  const missing: string[] = [];
  if (findChromium(process.env) === null && !(await install(['chromium'])))
    missing.push('No Chromium was found and none could be installed: the tests of the window in a browser are skipped.');
  if (!(await hasElectron())) missing.push('No Electron binary could be had: the tests of the desktop shell and of packaging are skipped.');
  else if (!(await hasDisplay()))
    missing.push('No display was found and no Xvfb could be installed: the tests of the desktop shell are skipped.');
  if (process.platform === 'linux' && !(await hasSecretService()))
    missing.push('No GNOME keyring was found and none could be installed: the tests of the vault with a real keychain are skipped.');
  return missing;
}

/** Through libsecret, which comes with Electron's libraries where those had to be installed. */
async function hasSecretService(): Promise<boolean> {
  const isThere = () => missingForSecretService().length === 0;
  return isThere() || ((await install(['gnome-keyring', 'libsecret-1-0', 'dbus-daemon', 'dbus-bin'])) && isThere());
}

/** The official binary where it can be downloaded, else one that this machine keeps. */
async function hasElectron(): Promise<boolean> {
  if (!existsSync(join(root, 'node_modules', 'electron', 'dist')) && (await run(installed('install-electron'), [])) !== 0)
    process.stdout.write(
      'The official Electron binary could not be downloaded. An older one is taken where this machine keeps one for tests.\n',
    );
  const electron = findElectron();
  if (electron === null || process.platform !== 'linux') return electron !== null;
  const isLinked = () => !spawnSync('ldd', [electron.program], { encoding: 'utf8' }).stdout.includes('not found');
  return isLinked() || ((await install(electronLibraries)) && isLinked());
}

async function hasDisplay(): Promise<boolean> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return true;
  return (isOnPath('xvfb-run') && isOnPath('xauth')) || install(['xvfb', 'xauth']);
}

async function install(packages: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) return false;
  process.stdout.write(`Installing ${packages.join(', ')} for the tests.\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], environment);
  return (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], environment)) === 0;
}

if (import.meta.main) {
  const missing = await prepareTests();
  process.stdout.write(missing.length === 0 ? 'Everything that the tests need is here.\n' : `${missing.join('\n')}\n`);
}
