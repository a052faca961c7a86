import { posix, win32 } from 'node:path';
import type { Disk, Machine } from './machine.ts';

/** Where Windows keeps these when a program was started without them. */
const windowsFolders: Readonly<Record<string, string>> = {
  APPDATA: '~/AppData/Roaming',
  LOCALAPPDATA: '~/AppData/Local',
  PROGRAMFILES: 'C:/Program Files',
  USERPROFILE: '~',
};

/**
 * The path that a template of `known/client.ts` stands for on this machine, `*` still in it. Null where it names a variable that isn't set, or the
 * result isn't absolute.
 */
export function expandPath(template: string, machine: Machine): string | null {
  const expanded = withVariables(template, machine);
  if (expanded === null) return null;
  const system = pathsOf(machine);
  const path = /^~(?=[/\\]|$)/.test(expanded) ? machine.home + expanded.slice(1) : expanded;
  return system.isAbsolute(path) ? system.normalize(path) : null;
}

export function pathsOf({ system }: Pick<Machine, 'system'>): typeof posix {
  return system === 'windows' ? win32 : posix;
}

/** Every path that is there for one with `*` in it: a part with `*` must exist, what comes after it needn't. */
export async function matchingPaths(path: string, machine: Machine, disk: Disk): Promise<string[]> {
  const system = pathsOf(machine);
  const parts = path.split(system.sep);
  const at = parts.findIndex((part) => part.includes('*'));
  if (at < 0) return [path];
  const folder = parts.slice(0, at).join(system.sep);
  const rest = parts.slice(at + 1);
  const found = (await disk.names(folder)).filter(patternOf(parts[at] ?? '')).toSorted();
  const each = found.map((name) => matchingPaths(system.join(folder, name, ...rest), machine, disk));
  return (await Promise.all(each)).flat();
}

function patternOf(part: string): (name: string) => boolean {
  const [start = '', end = ''] = part.split('*');
  return (name) => name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}

/** Innermost first, so that what stands after `:-` may name a variable itself. */
function withVariables(template: string, machine: Machine): string | null {
  const inner = /\$\{(\w+)(?::-([^${}]*))?\}|%(\w+)%/.exec(template);
  if (inner === null) return template;
  const [whole, name = '', otherwise, windowsName = ''] = inner;
  const value = variable(name || windowsName, machine) ?? otherwise;
  if (value === undefined) return null;
  return withVariables(template.slice(0, inner.index) + value + template.slice(inner.index + whole.length), machine);
}

function variable(name: string, machine: Machine): string | undefined {
  const { system, environment } = machine;
  const value = environment[name] ?? environment[name.toUpperCase()] ?? '';
  // The rule for these (freedesktop's base directories): one that isn't absolute counts as unset.
  const counts = !name.includes('XDG_') || pathsOf(machine).isAbsolute(value);
  if (value !== '' && counts) return value;
  return system === 'windows' ? windowsFolders[name] : undefined;
}
