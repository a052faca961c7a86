import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '../tests/helpers/chromium.ts';
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

/** Where an Electron for tests can come from when the official binary can't be downloaded; printed by this program, if it is there. */
const electronForTests = join(root, '..', 'shared', 'tools', 'electron-runtime');

export interface Preparation {
  readonly environment: NodeJS.ProcessEnv;
  /** One sentence for each thing that could not be had, and what is skipped without it. */
  readonly missing: readonly string[];
}

/** Gets what the tests need and npm can't bring: a Chromium, a display, an Electron. Installs only as root with apt-get. */
export async function prepareTests(): Promise<Preparation> {
  const missing: string[] = [];
  const environment = { ...process.env };
  if (findChromium(environment) === null && !(await install(['chromium']))) {
    missing.push('No Chromium was found and none could be installed: the tests of the window in a browser are skipped.');
  }
  const electron = await findElectron();
  if (electron === null) missing.push('No Electron binary could be had: the tests of the desktop shell and of packaging are skipped.');
  else environment['ELECTRON_OVERRIDE_DIST_PATH'] = electron;
  if (electron !== null && !(await hasDisplay()))
    missing.push('No display was found and no Xvfb could be installed: the tests of the desktop shell are skipped.');
  return { environment, missing };
}

/** The folder of an Electron that can run here. */
async function findElectron(): Promise<string | null> {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (given !== undefined) return given;
  const official = join(root, 'node_modules', 'electron', 'dist');
  if (existsSync(official) || (await run(installed('install-electron'), [])) === 0) return (await isLinked(official)) ? official : null;
  if (!existsSync(electronForTests)) return null;
  process.stdout.write('The official Electron binary could not be downloaded: the tests take an older one.\n');
  const { status, stdout } = spawnSync(electronForTests, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return status === 0 ? stdout.trim() : null;
}

async function isLinked(electron: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const complete = () => !spawnSync('ldd', [join(electron, 'electron')], { encoding: 'utf8' }).stdout.includes('not found');
  return complete() || ((await install(electronLibraries)) && complete());
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
  const { missing } = await prepareTests();
  process.stdout.write(missing.length === 0 ? 'Everything that the tests need is here.\n' : `${missing.join('\n')}\n`);
}
