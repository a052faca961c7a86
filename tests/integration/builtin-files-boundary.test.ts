import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FilesServer, filesServer } from '../helpers/files-server.ts';

let server: FilesServer;
const secret = 'the secret of the outside';

beforeEach(async () => {
  server = await filesServer();
  await writeFile(join(server.outside, 'secret.txt'), secret);
  await writeFile(join(server.inside, 'note.txt'), 'inside');
});
afterEach(() => server[Symbol.asyncDispose]());

/** Every tool, aimed at one path. */
function attemptsAt(path: string): [string, Record<string, string | boolean>][] {
  return [
    ['read_file', { path }],
    ['list_directory', { path }],
    ['search_files', { path, text: 'secret' }],
    ['write_file', { path, content: 'overwritten', overwrite: true }],
    ['write_file', { path: join(path, 'new.txt'), content: 'new' }],
    ['edit_file', { path, old: 'secret', new: 'public' }],
    ['move_file', { from: path, to: 'moved.txt' }],
    ['move_file', { from: 'note.txt', to: path }],
    ['move_file', { from: 'note.txt', to: join(path, 'note.txt') }],
    ['delete_file', { path }],
  ];
}

async function expectOutsideUntouched(): Promise<void> {
  expect(await readdir(server.outside)).toEqual(['secret.txt']);
  expect(await readFile(join(server.outside, 'secret.txt'), 'utf8')).toBe(secret);
  expect(await readFile(join(server.inside, 'note.txt'), 'utf8')).toBe('inside');
}

async function expectRefused(path: string): Promise<void> {
  for (const [tool, given] of attemptsAt(path)) {
    const { isError, text } = await server.client.call(tool, given);
    expect({ tool, given, isError }).toEqual({ tool, given, isError: true });
    expect(text).not.toContain(secret);
  }
  await expectOutsideUntouched();
}

describe('a path that leads out of the roots', () => {
  it.each([
    ['absolutely', () => join(server.outside, 'secret.txt')],
    ['to a folder', () => server.outside],
    ['by ..', () => '../outside/secret.txt'],
    ['by .. after names that exist', () => join('note.txt', '..', '..', 'outside', 'secret.txt')],
    ['by .. after names that do not', () => './a/b/../../../outside/secret.txt'],
    ['to a folder that begins with the name of the root', () => `${server.inside}-not/secret.txt`],
    ['with a NUL', () => `${server.inside}/note.txt\0/../../outside/secret.txt`],
  ])('%s is refused by every tool', async (_how, path) => {
    await expectRefused(path());
  });

  it('does not even tell whether something is there', async () => {
    const there = await server.client.call('read_file', { path: join(server.outside, 'secret.txt') });
    const missing = await server.client.call('read_file', { path: join(server.outside, 'nothing.txt') });
    expect(there.text.replace('secret', 'X')).toBe(missing.text.replace('nothing', 'X'));
  });
});

describe('a link that leads out of the roots', () => {
  it.each([
    ['absolute, to a file', () => join(server.outside, 'secret.txt'), 'link'],
    ['relative, to a file', () => '../outside/secret.txt', 'link'],
    ['absolute, to a folder, named by itself', () => server.outside, 'link'],
    ['to a folder, passed through', () => server.outside, 'link/secret.txt'],
    ['to a folder, left again by ..', () => server.outside, 'link/../../outside/secret.txt'],
    ['to the root of everything', () => '/', 'link/etc/hostname'],
    ['to a link to the outside', () => 'second', 'link'],
    ['to nothing outside', () => join(server.outside, 'created.txt'), 'link'],
    ['to nothing outside, passed through', () => join(server.outside, 'created'), 'link/created.txt'],
    ['to itself', () => 'link', 'link'],
  ])('%s, is not followed', async (_how, target, path) => {
    await symlink(server.outside, join(server.inside, 'second'));
    await symlink(target(), join(server.inside, 'link'));
    const follow = attemptsAt(path).filter(([tool, given]) => !(path === 'link' && (tool === 'delete_file' || given['from'] === path)));
    for (const [tool, given] of follow) {
      const { isError, text } = await server.client.call(tool, given);
      expect({ tool, given, isError }).toEqual({ tool, given, isError: true });
      expect(text).not.toContain(secret);
    }
    await expectOutsideUntouched();
  });

  it('is deleted and moved itself, never what it leads to', async () => {
    await symlink(join(server.outside, 'secret.txt'), join(server.inside, 'link'));
    expect(await server.client.call('move_file', { from: 'link', to: 'renamed' })).toMatchObject({ isError: false });
    expect((await lstat(join(server.inside, 'renamed'))).isSymbolicLink()).toBe(true);
    expect(await server.client.call('delete_file', { path: 'renamed' })).toMatchObject({ isError: false });
    await expectOutsideUntouched();
  });

  it('is named but not entered by listing and searching', async () => {
    await symlink(server.outside, join(server.inside, 'link'));
    expect(await server.client.json('list_directory')).toMatchObject({
      entries: [
        { name: 'link', kind: 'link' },
        { name: 'note.txt', kind: 'file' },
      ],
    });
    expect(await server.client.json('search_files', { text: 'secret' })).toEqual({ matches: [] });
  });
});

describe('a link that stays inside the roots', () => {
  it('is followed, and stays a link when its target is written', async () => {
    await symlink('note.txt', join(server.inside, 'link'));
    expect((await server.client.call('read_file', { path: 'link' })).text).toBe('inside');
    await server.client.call('edit_file', { path: 'link', old: 'inside', new: 'changed' });
    expect((await lstat(join(server.inside, 'link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(server.inside, 'note.txt'), 'utf8')).toBe('changed');
  });

  it('may be the root itself', async () => {
    const real = join(server.outside, '..', 'real');
    await mkdir(real);
    await writeFile(join(real, 'a.txt'), 'through the root');
    await using linked = await filesServer((inside) => [`${inside}-link`]);
    await symlink(real, `${linked.inside}-link`);
    expect((await linked.client.call('read_file', { path: 'a.txt' })).text).toBe('through the root');
    expect(await linked.client.json('list_directory')).toMatchObject({ path: `${linked.inside}-link` });
    expect((await linked.client.call('read_file', { path: join(real, 'a.txt') })).text).toBe('through the root');
  });
});

/** A process of its own that puts a link to `outside` in the place of the folder and the folder back, as fast as it can. */
async function swapping(folder: string, outside: string): Promise<AsyncDisposable> {
  const program = `
    const { renameSync, rmSync, symlinkSync } = require('node:fs');
    const [folder, outside] = process.argv.slice(1);
    const clear = () => rmSync(folder, { recursive: true, force: true });
    // write_file makes the folder again while it is away.
    const insist = (act) => { for (;;) try { return act(); } catch { try { clear(); } catch {} } };
    process.stdout.write('swapping');
    for (;;) {
      renameSync(folder, folder + '-aside');
      insist(() => symlinkSync(outside, folder));
      insist(clear);
      insist(() => renameSync(folder + '-aside', folder));
    }`;
  const child = spawn(process.execPath, ['-e', program, folder, outside], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) throw new Error(`The swapping ended by itself with ${child.exitCode}.`);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe.runIf(process.platform === 'linux')('a folder that is swapped for a link while it is used', () => {
  it('never lets anything read or write outside', { timeout: 30_000 }, async () => {
    const folder = join(server.inside, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'secret.txt'), 'harmless');
    await using _swapper = await swapping(folder, server.outside);
    const texts: string[] = [];
    const until = performance.now() + 3_000;
    for (let round = 0; performance.now() < until; round += 1) {
      const answers = await Promise.all([
        server.client.call('read_file', { path: 'folder/secret.txt' }),
        server.client.call('search_files', { path: 'folder', text: 'secret' }),
        server.client.call('write_file', { path: `folder/new-${round}.txt`, content: 'x' }),
        server.client.call('edit_file', { path: 'folder/secret.txt', old: 'secret', new: 'public', all: true }),
        server.client.call('delete_file', { path: `folder/new-${round - 1}.txt` }),
      ]);
      texts.push(...answers.map(({ text }) => text));
    }
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    expect(texts).toContain('harmless');
    expect(await readdir(server.outside)).toEqual(['secret.txt']);
    expect(await readFile(join(server.outside, 'secret.txt'), 'utf8')).toBe(secret);
  });
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is refused at once, a pipe that nobody writes to included', async () => {
    execFileSync('mkfifo', [join(server.inside, 'pipe')]);
    for (const [tool, given] of [
      ['read_file', { path: 'pipe' }],
      ['edit_file', { path: 'pipe', old: 'a', new: 'b' }],
      ['write_file', { path: 'pipe', content: 'a', overwrite: true }],
    ] as const) {
      expect(await server.client.call(tool, given)).toMatchObject({
        isError: true,
        text: expect.stringContaining('neither a file nor a folder'),
      });
    }
    expect(await server.client.json('search_files', { text: 'a' })).toEqual({ matches: [] });
  });
});

describe('the roots', () => {
  it('can be neither deleted nor moved, nor what holds one', async () => {
    await using nested = await filesServer((inside) => [inside, join(inside, 'a', 'b')]);
    await mkdir(join(nested.inside, 'a', 'b'), { recursive: true });
    for (const path of ['.', nested.inside, 'a', 'a/b', '..']) {
      expect(await nested.client.call('delete_file', { path })).toMatchObject({ isError: true });
      expect(await nested.client.call('move_file', { from: path, to: 'elsewhere' })).toMatchObject({ isError: true });
    }
    expect(await readdir(join(nested.inside, 'a'))).toEqual(['b']);
  });

  it('may be missing: the answer says which', async () => {
    await rm(server.inside, { recursive: true });
    expect(await server.client.call('read_file', { path: 'note.txt' })).toMatchObject({
      isError: true,
      text: expect.stringContaining(server.inside),
    });
  });

  it('may be none: the answer says what to do', async () => {
    await using rootless = await filesServer(() => []);
    expect(await rootless.client.call('list_directory')).toMatchObject({ isError: true, text: expect.stringContaining('config.yaml') });
  });
});
