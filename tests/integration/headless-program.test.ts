import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';

let ends = new AsyncDisposableStack();
afterEach(async () => {
  await ends.disposeAsync();
  ends = new AsyncDisposableStack();
});

async function home(config?: string): Promise<string> {
  return ends.use(await temporaryHome(config)).folder;
}

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [programs.headless, ...args]);
  ends.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

async function outcome(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, stdout, stderr };
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let line = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  return line;
}

describe('headless Patchbay', () => {
  it('says in one sentence what is wrong with its options, and exits 2', async () => {
    for (const args of [['--port', 'eighty'], ['--port', '65536'], ['--loud'], ['now']]) {
      const { code, stdout, stderr } = await outcome(start('--home', await home(), ...args));
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.split('\n')).toHaveLength(2);
    }
  });

  it('starts in a folder that was made for it in the usual way, and closes it to others', async () => {
    const folder = await home();
    await chmod(folder, 0o755);
    expect(await firstLine(start('--home', folder))).toMatch(/^Patchbay is ready at /);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('refuses a folder that is used for something else, and leaves nothing in it', async () => {
    const folder = await home();
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'diary.txt'), '');
    const { code, stderr } = await outcome(start('--home', folder));
    expect([code, stderr]).toEqual([2, expect.stringContaining('already holds other things')]);
    expect(await readdir(folder)).toEqual(['diary.txt']);
  });

  it('says which port is taken, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    ends.defer(async () => {
      other.close();
      await once(other, 'close');
    });
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, stderr } = await outcome(start('--home', await home(), '--port', port));
    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} can't be used (EADDRINUSE): choose another with --port, or leave it out for a free one.\n`);
  });

  it('prints one line with the address, and the token only in its fragment', async () => {
    const line = await firstLine(start('--home', await home()));
    expect(line).toMatch(/^Patchbay is ready at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/);
  });

  it('lets a second start of the same home find the first, and exit 0', async () => {
    const folder = await home();
    const broker = ends.use(await BrokerProcess.start(folder));
    const { url, pid } = broker.ready;
    expect(await outcome(start('--home', folder))).toEqual({
      code: 0,
      stdout: `Patchbay already runs for ${folder} (process ${pid}) at ${url}\n`,
      stderr: '',
    });
    expect(await outcome(start('--home', folder, '--quiet'))).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse((await outcome(start('--home', folder, '--json'))).stdout)).toEqual({ ...broker.ready, alreadyRunning: true });
    expect(await broker.api('status.get')).toMatchObject({ state: 'running' });
  });

  it('starts exactly once when it is started many times at the same moment', async () => {
    const folder = await home();
    const starts = Array.from({ length: 5 }, () => start('--home', folder, '--json'));
    const lines = await Promise.all(starts.map(firstLine));
    const fresh = lines.map((line) => JSON.parse(line)).filter((found) => found.alreadyRunning !== true);
    expect(fresh).toHaveLength(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends in order on %s: exit 0, no socket, no token, no endpoint left', async (signal) => {
    const folder = await home();
    const child = start('--home', folder);
    await firstLine(child);
    expect((await stat(join(folder, 'run/window-token'))).mode & 0o777).toBe(0o600);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    for (const left of ['window-token', 'patchbay.sock', 'endpoint.json']) {
      await expect(stat(join(folder, 'run', left))).rejects.toThrow('ENOENT');
    }
  });

  it('keeps its log to itself, and no token in it', async () => {
    const folder = await home();
    const broker = ends.use(await BrokerProcess.start(folder));
    await fetch(`http://127.0.0.1:${new URL(broker.ready.url).port}/api/status.get`, {
      method: 'POST',
      headers: { Authorization: 'Bearer wrong' },
    });
    await broker[Symbol.asyncDispose]();
    const log = await readFile(join(folder, 'logs/patchbay.log'), 'utf8').catch(() => '');
    expect(log).not.toContain(broker.ready.token);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'logs'))).mode & 0o777).toBe(0o700);
  });
});
