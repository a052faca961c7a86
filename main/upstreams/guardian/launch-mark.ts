import { readdir, readFile } from 'node:fs/promises';

/** The variable in a server's environment that tells one launch from every other. */
export const launchMark = 'MCP_LAUNCH';

/**
 * The groups of the processes that carry this mark. A broker that is killed in the very moment in which it starts a server can't
 * say which process that is any more. Only Linux shows the environment of a process; elsewhere none is found.
 */
export async function groupsMarked(mark: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const groups = await Promise.all(processes.map((pid) => groupIfMarked(pid, `${launchMark}=${mark}`)));
  return [...new Set(groups.filter((group) => group !== null))];
}

async function groupIfMarked(pid: string, variable: string): Promise<number | null> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    if (!environment.split('\0').includes(variable)) return null;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    // It is another user's, or ended meanwhile.
    return null;
  }
}
