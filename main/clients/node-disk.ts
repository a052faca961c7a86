import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { hasCode } from '../lib/thrown.ts';
import type { Disk, Machine } from './machine.ts';

/** A settings file of an app is never longer; what is longer is none. Bytes. */
const longestFile = 50_000_000;

const systems = { darwin: 'macos', win32: 'windows' } as const;

/** This computer, with the environment that Patchbay itself was started in. */
export function thisMachine(environment: NodeJS.ProcessEnv = process.env): Machine {
  const { platform } = process;
  return { system: platform === 'darwin' || platform === 'win32' ? systems[platform] : 'linux', home: homedir(), environment };
}

export const nodeDisk: Disk = {
  exists: async (path) => (await stat(path).catch(() => null)) !== null,
  names: (folder) => readdir(folder).catch(() => []),
  text: async (path) => {
    try {
      const { size } = await stat(path);
      if (size > longestFile) throw new Error(`it is longer than ${longestFile / 1_000_000} MB`);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
      throw error;
    }
  },
};
