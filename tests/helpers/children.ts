import { readdirSync, readFileSync } from 'node:fs';

export interface Child {
  readonly pid: number;
  /** Its command line, with spaces between the arguments. */
  readonly command: string;
}

/** The living processes that this one has started. Linux only. */
export function childrenOf(parent: number): Child[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => childOf(Number(name), parent));
}

function childOf(pid: number, parent: number): Child[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, itsParent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || Number(itsParent) !== parent) return [];
    return [{ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
  } catch {
    // It ended meanwhile.
    return [];
  }
}
