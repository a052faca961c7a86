import type { Disk, Machine, System } from '../../main/clients/machine.ts';

const homes = { linux: '/home/ada', macos: '/Users/ada', windows: 'C:\\Users\\ada' } as const;

/** A computer of any system, as data. */
export function machineOf(system: System, environment: Machine['environment'] = {}): Machine {
  return { system, home: homes[system], environment };
}

/** Files by absolute path, in the spelling of their system. Folders are there because of what lies in them. */
export function memoryDisk(files: Readonly<Record<string, string>>): Disk {
  const paths = Object.keys(files);
  const below = (folder: string) => paths.filter((path) => path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.length)));
  return {
    exists: (path) => Promise.resolve(files[path] !== undefined || below(path).length > 0),
    names: (folder) => Promise.resolve([...new Set(below(folder).map((path) => path.slice(folder.length + 1).split(/[/\\]/)[0] ?? ''))]),
    text: (path) => Promise.resolve(files[path] ?? null),
  };
}
