import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, type Home, homeAt, homeFolder } from '../../main/lib/home.ts';
import { InstanceLock, lockHolder } from '../../main/lib/instance-lock.ts';

const program = fileURLToPath(new URL('../fixtures/programs/hold-lock.ts', import.meta.url));
let home: Home;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = homeAt(homeFolder(await mkdtemp(join(tmpdir(), 'patchbay-lock-')), {}));
  await createHome(home);
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => end(child, 'SIGKILL')));
  await rm(home.folder, { recursive: true, force: true });
});

/** Takes the lock, gives it back, and says who held it meanwhile. */
async function take(): Promise<number | null> {
  await using stack = new AsyncDisposableStack();
  stack.use(await InstanceLock.acquire(home));
  return lockHolder(home);
}

interface Contender {
  readonly child: ChildProcess;
  readonly holder: number;
  readonly won: boolean;
}

/** Starts a process that wants the lock and waits until it knows how that went. */
async function contend(): Promise<Contender> {
  const child = spawn(process.execPath, [program, home.folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...JSON.parse(String(line)) };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | null): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (signal === null) child.stdin?.end();
  else child.kill(signal);
  await exited;
}

async function winnerOf(contenders: readonly Contender[]): Promise<Contender> {
  const winners = contenders.filter(({ won }) => won);
  expect(winners).toHaveLength(1);
  const [winner] = winners;
  if (winner === undefined) throw new Error('nobody won');
  expect(contenders.map(({ holder }) => holder)).toEqual(contenders.map(() => winner.child.pid));
  expect(await lockHolder(home)).toBe(winner.child.pid);
  return winner;
}

describe('the instance lock', () => {
  it('refuses a second Patchbay and names the process of the first', async () => {
    await using stack = new AsyncDisposableStack();
    stack.use(await InstanceLock.acquire(home));
    await expect(InstanceLock.acquire(home)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(String(process.pid)),
      data: { pid: process.pid },
    });
  });

  it('can be taken again once it was given back', async () => {
    for (let round = 0; round < 3; round += 1) await take();
    expect(await lockHolder(home)).toBeNull();
  });

  it('is not held by a later process that happens to have the same number', async () => {
    await take();
    await writeFile(join(home.lock, '7'), JSON.stringify({ pid: process.pid, startedAt: 'another boot 1' }));
    expect(await take()).toBe(process.pid);
  });

  it('is not held by a file that a full disk left empty', async () => {
    await take();
    await writeFile(join(home.lock, '9'), '');
    expect(await take()).toBe(process.pid);
  });

  it('goes to exactly one of ten that start at once, and the others learn to whom', { timeout: 30_000 }, async () => {
    await winnerOf(await Promise.all(Array.from({ length: 10 }, contend)));
  });

  it('goes to exactly one of ten after its holder was killed, again and again', { timeout: 60_000 }, async () => {
    let holder = await contend();
    for (let round = 0; round < 3; round += 1) {
      await end(holder.child, 'SIGKILL');
      holder = await winnerOf(await Promise.all(Array.from({ length: 10 }, contend)));
    }
  });

  it('goes to exactly one of ten after its holder stopped in order', { timeout: 30_000 }, async () => {
    const holder = await contend();
    await end(holder.child, null);
    await winnerOf(await Promise.all(Array.from({ length: 10 }, contend)));
  });
});
