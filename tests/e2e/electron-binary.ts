import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../..');

export interface ElectronBinary {
  readonly folder: string;
  readonly program: string;
  /** As `33.4.11`. */
  readonly version: string;
}

/** An Electron that runs here: the official one, one that the environment names, or one that this machine keeps for tests. Null: none. */
export function findElectron(): ElectronBinary | null {
  const folders = [join(project, 'node_modules/electron/dist'), process.env['ELECTRON_OVERRIDE_DIST_PATH'], keptForTests()];
  const binaries = folders.filter((folder) => folder !== undefined).map(binaryIn);
  return binaries.find(({ program }) => existsSync(program)) ?? null;
}

/** What a test says when it is skipped. */
export const noElectron = 'No Electron binary is here: run `npx install-electron`, or name one in ELECTRON_OVERRIDE_DIST_PATH.';

/** Needs the substitutions of electron-33.cjs. */
export function isOld({ version }: ElectronBinary): boolean {
  return Number.parseInt(version, 10) < 40;
}

function binaryIn(folder: string): ElectronBinary {
  const program = join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
  const versionFile = join(folder, 'version');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : '0';
  return { folder, program: process.platform === 'darwin' ? join(folder, 'Electron.app/Contents/MacOS/Electron') : program, version };
}

function keptForTests(): string | undefined {
  const tool = join(project, '../shared/tools/electron-runtime');
  if (!existsSync(tool)) return undefined;
  const { status, stdout } = spawnSync(tool, { cwd: project, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
