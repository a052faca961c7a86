import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ElectronBinary, isOld } from './electron-binary.ts';

const project = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** An Electron 33 loads `libsql` from beside the archive. */
const substitutes = ['libsql', '@libsql', '@neon-rs', 'detect-libc'];

export interface PackagedPatchbay extends AsyncDisposable {
  readonly program: string;
  readonly resources: string;
}

export interface PackageOptions {
  /** With the fuses of electron-builder.yml nobody can attach to the program, not even a test. Without, only they are missing. */
  readonly fuses: boolean;
}

/**
 * Packages the built Patchbay with the project's own electron-builder.yml, for Linux, into a temporary folder. What a test adds, and
 * nothing else: an entry that loads the recording of tray and notifications (and what an old Electron lacks) before the real program.
 */
export async function packagePatchbay(electron: ElectronBinary, { fuses }: PackageOptions): Promise<PackagedPatchbay> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-packaged-'));
  const entry = join(folder, 'entry');
  const output = join(folder, 'output');
  await writeEntry(entry, isOld(electron));
  const configuration = {
    extends: join(project, 'electron-builder.yml'),
    extraMetadata: { main: 'for-tests/main.mjs' },
    files: [{ from: entry, to: 'for-tests', filter: ['**/*'] }],
    extraResources: isOld(electron)
      ? substitutes.map((name) => ({ from: join(project, 'node_modules', name), to: `node_modules/${name}` }))
      : [],
    directories: { output },
    electronDist: electron.folder,
    electronVersion: electron.version,
    ...(fuses ? {} : { electronFuses: null }),
  };
  const file = join(folder, 'electron-builder.json');
  await writeFile(file, JSON.stringify(configuration));
  await run(process.execPath, [join(project, 'node_modules/electron-builder/cli.js'), '--linux', 'dir', '--config', file], {
    cwd: project,
  });
  const unpacked = join(output, 'linux-unpacked');
  return {
    program: join(unpacked, 'patchbay'),
    resources: join(unpacked, 'resources'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function writeEntry(folder: string, old: boolean): Promise<void> {
  const preloads = [...(old ? ['electron-33.cjs'] : []), 'record-desktop.cjs'];
  await mkdir(folder, { recursive: true });
  for (const preload of preloads) await cp(join(import.meta.dirname, preload), join(folder, preload));
  const imports = preloads.map((preload) => `import './${preload}';\n`).join('');
  await writeFile(join(folder, 'main.mjs'), `${imports}await import('../dist/electron/main.js');\n`);
}
