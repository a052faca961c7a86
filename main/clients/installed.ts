import type { Client } from './known/client.ts';
import type { Disk, Machine } from './machine.ts';
import { expandPath, matchingPaths, pathsOf } from './paths.ts';

/** Folders with programs that a desktop's short PATH leaves out. */
const usualFolders = {
  linux: ['~/.local/bin', '/usr/local/bin', '~/.npm-global/bin', '~/bin'],
  macos: ['/opt/homebrew/bin', '/usr/local/bin', '~/.local/bin', '~/.npm-global/bin'],
  windows: ['%APPDATA%/npm', '%LOCALAPPDATA%/Programs'],
};
const windowsEndings = ['.exe', '.cmd', '.bat'];

/** Whether there is a trace of the app on this computer. Nothing is started to find out. */
export async function isInstalled({ detect }: Pick<Client, 'detect'>, machine: Machine, disk: Disk): Promise<boolean> {
  const templates = [...detect.paths, ...(detect.bySystem[machine.system] ?? [])];
  const traces = templates.map(async (template) => {
    const path = expandPath(template, machine);
    const paths = path === null ? [] : await matchingPaths(path, machine, disk);
    return isAny(paths.map((found) => disk.exists(found)));
  });
  if (await isAny(traces)) return true;
  return isAny(programPaths(detect.programs, machine).map((path) => disk.exists(path)));
}

function programPaths(programs: readonly string[], machine: Machine): string[] {
  const system = pathsOf(machine);
  const { environment } = machine;
  const named = (environment['PATH'] ?? environment['Path'] ?? '').split(system.delimiter).filter((folder) => system.isAbsolute(folder));
  const folders = new Set([...named, ...usualFolders[machine.system].flatMap((template) => expandPath(template, machine) ?? [])]);
  const endings = machine.system === 'windows' ? windowsEndings : [''];
  return [...folders].flatMap((folder) => programs.flatMap((program) => endings.map((ending) => system.join(folder, program + ending))));
}

async function isAny(questions: readonly Promise<boolean>[]): Promise<boolean> {
  return (await Promise.all(questions)).includes(true);
}
