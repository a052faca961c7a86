import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { isRunning } from '../helpers/processes.ts';

const project = join(import.meta.dirname, '../..');

let home: Awaited<ReturnType<typeof temporaryHome>>;
let npm: ChildProcess;
const lines: string[] = [];

beforeEach(async () => {
  home = await temporaryHome();
  lines.length = 0;
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...environment } = process.env;
  const child = spawn('npm', ['start', '--silent'], {
    cwd: project,
    env: { ...environment, PATCHBAY_HOME: home.folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  npm = child;
});

afterEach(async () => {
  if (npm.exitCode === null && npm.signalCode === null && npm.kill('SIGTERM')) await once(npm, 'exit');
  await home[Symbol.asyncDispose]();
});

async function ready(): Promise<number> {
  await eventually(() => expect(lines.some((line) => line.startsWith('Patchbay is ready at http://127.0.0.1:'))).toBe(true));
  // Written by the Patchbay under test.
  return (JSON.parse(await readFile(join(home.folder, 'run/endpoint.json'), 'utf8')) as { pid: number }).pid;
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it('says that it goes headless without a desktop, why, and where its window is, and leaves nothing behind when npm is stopped', async () => {
    const pid = await ready();
    expect(lines).toContain('Patchbay starts headless, because there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set).');
    npm.kill('SIGTERM');
    await eventually(() => expect(isRunning(pid)).toBe(false));
  });
});
