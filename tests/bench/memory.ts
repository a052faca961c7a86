import { execFileSync } from 'node:child_process';

/** Resident memory of a process in megabytes (10^6 bytes), as the system counts it: pages that processes share count for each. */
export function residentMegabytes(pid: number): number {
  const kibibytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return (kibibytes * 1024) / 1_000_000;
}

export interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Everything that a process started, and what that started. */
export function descendantsOf(pid: number): ProcessLine[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16_000_000 })
    .split('\n')
    .flatMap(parseLine);
  const below = (parent: number): ProcessLine[] =>
    all.filter((line) => line.parent === parent).flatMap((line) => [line, ...below(line.pid)]);
  return below(pid);
}

function parseLine(line: string): ProcessLine[] {
  const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
  return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
}
