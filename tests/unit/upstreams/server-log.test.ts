import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RotatingFile } from '../../../main/upstreams/rotating-file.ts';
import { ServerLog } from '../../../main/upstreams/server-log.ts';

let folder: string;
let failures: unknown[];
const failed = (error: unknown): void => {
  failures.push(error);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-log-'));
  failures = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the log of a server', () => {
  it('goes on when it cannot be written, and says so', async () => {
    await writeFile(join(folder, 'file'), '');
    const log = new ServerLog(join(folder, 'file/odd.log'), failed);
    const stderr = new PassThrough();
    const drained = log.drain(stderr);
    stderr.end('one\ntwo\n');
    await drained;
    expect(failures).toMatchObject([{ code: 'EEXIST' }]);
  });

  it('shows lines in which nothing moves a cursor or turns text around', async () => {
    const log = new ServerLog(join(folder, 'odd.log'), failed);
    const stderr = new PassThrough();
    const drained = log.drain(stderr);
    stderr.write('\u001b[31mred\u001b[0m\u0007\n');
    stderr.write('50 %\r100 %\r\n\u202Etxt.exe\ttab é');
    stderr.end();
    await drained;
    expect(await log.tail(10)).toEqual(['red', '50 %', '100 %', 'txt.exe\ttab é']);
    expect(await log.tail(2)).toEqual(['100 %', 'txt.exe\ttab é']);
  });

  it('is empty before the server said anything', async () => {
    expect(await new ServerLog(join(folder, 'odd.log'), failed).tail(10)).toEqual([]);
  });
});

describe('a rotating file', () => {
  it('keeps a few files of its size, the newest first, for this user only', async () => {
    const path = join(folder, 'a.log');
    const file = new RotatingFile(path, { maxBytes: 100, files: 3 }, failed);
    for (let line = 1; line <= 50; line += 1) await file.append(`line ${line}\n`);
    expect((await readdir(folder)).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    for (const name of await readdir(folder)) {
      const { size, mode } = await stat(join(folder, name));
      expect([size <= 100, mode & 0o777]).toEqual([true, 0o600]);
    }
    expect(await readFile(path, 'utf8')).toContain('line 50\n');
    expect(await file.tail(12)).toEqual(Array.from({ length: 12 }, (_, at) => `line ${at + 39}`));
  });

  it('goes on where an earlier Patchbay ended', async () => {
    const path = join(folder, 'a.log');
    await writeFile(path, 'x'.repeat(95));
    await new RotatingFile(path, { maxBytes: 100, files: 2 }, failed).append('1234567890\n');
    expect(await readFile(path, 'utf8')).toBe('1234567890\n');
  });

  it('drops what comes faster than it can be written, and says how much', async () => {
    const file = new RotatingFile(join(folder, 'a.log'), { maxBytes: 10_000_000, files: 2 }, failed);
    const block = 'x'.repeat(600_000);
    await Promise.all([file.append(block), file.append(`${block}\n`), file.append(block), file.append('last\n')]);
    const lines = (await file.tail(10)).filter((line) => line !== '').map((line) => line.slice(0, 30));
    expect(lines).toEqual(['x'.repeat(30), 'last', '[600000 bytes were dropped: th']);
  });
});
