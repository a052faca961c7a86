import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { processesWith } from '../helpers/processes.ts';

/** Milliseconds that a client has for one run: some need fifteen seconds of computing, and other programs may want the cores, too. */
const longest = 180_000;
/** Milliseconds that it has to end after the model said goodbye. */
const afterGoodbye = 4_000;

/** Marks every process of a run, so that those that stay behind are found, and no others. */
const mark = 'REAL_CLIENT_RUN';

export interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** When this resolves all has been seen: the client is ended if it doesn't end by itself. */
  readonly until?: Promise<unknown>;
  readonly input?: string;
  /** The input stays open until the client has written this. */
  readonly answer?: RegExp;
}

/** Runs a client to its end and resolves with all that it wrote, without colours. Nothing that it started outlives it. */
export async function runClient(run: Run): Promise<string> {
  const id = crypto.randomUUID();
  const child = spawn(run.program, run.args, { cwd: run.folder, env: { ...run.environment, [mark]: id }, detached: true });
  const parts: Buffer[] = [];
  const written = () => stripVTControlCharacters(Buffer.concat(parts).toString());
  // A client that doesn't read its input may be gone before that ends.
  child.stdin.on('error', () => undefined);
  child.stdin.write(run.input ?? '');
  if (run.answer === undefined) child.stdin.end();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      parts.push(part);
      if (run.answer?.test(written()) === true) child.stdin.end();
    });
  let how: 'ended' | 'late';
  try {
    how = await ended(child, run.until);
  } finally {
    await endAll(child, id);
  }
  if (how === 'late') throw new Error(`${run.program} ${run.args.join(' ')} still ran after ${longest} ms. It wrote:\n${written()}`);
  return written();
}

async function ended(child: ChildProcess, until: Promise<unknown> = new Promise(() => undefined)): Promise<'ended' | 'late'> {
  const limit = new AbortController();
  const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal: limit.signal }).catch(() => undefined);
  const how = await Promise.race([
    once(child, 'close').then(() => 'ended' as const),
    until.then(() => wait(afterGoodbye)).then(() => 'ended' as const),
    wait(longest).then(() => 'late' as const),
  ]);
  limit.abort();
  return how;
}

/** Ends the client's process group, and what left the group but carries the mark: such as a daemon. */
async function endAll(child: ChildProcess, id: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const left = [...(child.pid !== undefined && isOpen(child) ? [-child.pid] : []), ...marked(id)];
    if (left.length === 0) return;
    for (const pid of left) send(pid, signal);
    await sleep(500);
  }
}

/** Only Linux shows the environment of another process. */
function marked(id: string): number[] {
  return process.platform === 'linux' ? processesWith(mark, id) : [];
}

function isOpen(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
