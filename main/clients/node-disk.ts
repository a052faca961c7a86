import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { hasCode } from '../lib/thrown.ts';
import { largestConfig } from './edit/config-bytes.ts';
import type { Disk, Machine } from './machine.ts';

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
      const found = await stat(path);
      // To read a pipe may never end, and a device has no end.
      if (!found.isFile()) throw new Error('it is no ordinary file');
      if (found.size > largestConfig) throw new Error(`it is longer than ${largestConfig / 1024 / 1024} MB`);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
      throw error;
    }
  },
};
