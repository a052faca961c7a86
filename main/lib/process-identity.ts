import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasCode } from './thrown.ts';

/** Names one process for good: a number that the system gives to a later process again is told apart by `startedAt`. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the system's own words; null where it has none to give (Windows): there only the number counts. */
  readonly startedAt: string | null;
}

/** Whether a value that was read from a file is one. */
export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return false;
  return Number.isSafeInteger(value.pid) && Number(value.pid) > 0 && (value.startedAt === null || typeof value.startedAt === 'string');
}

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid);
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAt: startOf(pid) };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not being allowed to signal a process proves that there is one.
    if (!hasCode(error, 'EPERM')) return false;
  }
  return startedAt === null || startOf(pid) === startedAt;
}

/** Null for a process that is gone or only waits to be collected. */
function startOf(pid: number): string | null {
  if (process.platform === 'win32') return null;
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
}

/** The state and the start, in ticks since the boot, follow the program's name, which may hold spaces and brackets (man 5 proc). */
function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || start === undefined) return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${start}`;
  } catch {
    // No such process.
    return null;
  }
}

function startByPs(pid: number): string | null {
  try {
    const [state, ...start] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? null : start.join(' ');
  } catch {
    // `ps` fails when there is no such process.
    return null;
  }
}
