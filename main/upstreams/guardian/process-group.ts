import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../lib/thrown.ts';

const pollMs = 25;

/** Signals every process of the group that `leader` began. A group that is gone already is no error. */
function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    endTreeOnWindows(leader, signal === 'SIGKILL');
    return;
  }
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Ends what is left of a group: SIGTERM, `graceMs`, SIGKILL. Resolves when it is empty, or a second after nothing more could be done. */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  if (!(await isGroupAlive(leader))) return;
  signalGroup(leader, 'SIGTERM');
  if (await groupEndsWithin(leader, graceMs)) return;
  signalGroup(leader, 'SIGKILL');
  await groupEndsWithin(leader, 1000);
}

/** Whether the group is empty before `milliseconds` are over. */
export async function groupEndsWithin(leader: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (await isGroupAlive(leader)) {
    if (performance.now() >= deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

async function isGroupAlive(leader: number): Promise<boolean> {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 0);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
  return process.platform !== 'linux' || hasLivingMember(leader);
}

/** In a container nobody may collect a dead orphan, and it would count as a member for ever. */
async function hasLivingMember(leader: number): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const living = await Promise.all(processes.map((pid) => isLivingMember(pid, leader)));
  return living.includes(true);
}

/** State and group follow the program's name, which may hold spaces and brackets (man 5 proc). */
async function isLivingMember(pid: string, leader: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === leader && state !== 'Z' && state !== 'X';
  } catch {
    // It ended while the list was read.
    return false;
  }
}

function endTreeOnWindows(leader: number, force: boolean): void {
  const killer = spawn('taskkill', ['/pid', String(leader), '/t', ...(force ? ['/f'] : [])], { stdio: 'ignore', windowsHide: true });
  // Without taskkill nothing can be done, and the caller sees that the tree lives.
  killer.on('error', () => undefined);
}

/** EPERM: what is left of the group is not ours to end. */
function isGone(error: unknown): boolean {
  return hasCode(error, 'ESRCH') || hasCode(error, 'EPERM');
}
