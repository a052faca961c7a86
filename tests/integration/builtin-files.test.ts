import { chmod, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FilesServer, filesServer } from '../helpers/files-server.ts';

let server: FilesServer;
beforeEach(async () => {
  server = await filesServer();
});
afterEach(() => server[Symbol.asyncDispose]());

function at(...names: string[]): string {
  return join(server.inside, ...names);
}

async function failureOf(tool: string, given: Record<string, unknown>): Promise<string> {
  // The values are JSON; the type is looser so that wrong ones can be tried.
  const { isError, text } = await server.client.call(tool, given as Record<string, string>);
  expect(isError).toBe(true);
  expect(text).toMatch(/^[^\n]+[.]$/);
  return text;
}

describe('read_file', () => {
  it('reads a file by relative and by absolute path', async () => {
    await writeFile(at('a.txt'), 'first\nsecond\n');
    expect((await server.client.call('read_file', { path: 'a.txt' })).text).toBe('first\nsecond\n');
    expect((await server.client.call('read_file', { path: at('a.txt') })).text).toBe('first\nsecond\n');
  });

  it('reads a range of lines and says where to go on', async () => {
    await writeFile(at('a.txt'), Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join('\n'));
    expect((await server.client.call('read_file', { path: 'a.txt', from: 3, lines: 2 })).content).toEqual([
      { type: 'text', text: 'line 3\nline 4\n' },
      { type: 'text', text: 'There is more; go on with from: 5.' },
    ]);
    expect((await server.client.call('read_file', { path: 'a.txt', from: 9, lines: 2 })).text).toBe('line 9\nline 10');
    expect((await server.client.call('read_file', { path: 'a.txt', from: 50 })).text).toBe('The file has fewer than 50 lines.');
  });

  it('gives a huge file in parts, without a character torn apart', async () => {
    await writeFile(at('long.txt'), 'ä'.repeat(400_000));
    const { content } = await server.client.call('read_file', { path: 'long.txt' });
    expect(content[0]?.['text']).toBe('ä'.repeat(131_072));
    expect(content[1]?.['text']).toMatch(/^Line 1 is longer than one answer and was cut/);
  });

  it('says which line was cut, wherever the limit falls', async () => {
    await writeFile(at('a.txt'), `short\n${'x'.repeat(262_144)}\nend`);
    const { content } = await server.client.call('read_file', { path: 'a.txt' });
    expect(content[0]?.['text']).toHaveLength(262_144);
    expect(content[1]?.['text']).toMatch(/^Line 2 .* from: 3\.$/);
    expect((await server.client.call('read_file', { path: 'a.txt', from: 3 })).text).toBe('end');
  });

  it('finds its lines in a file of gigabytes that is mostly a hole, and stays small', { timeout: 30_000 }, async () => {
    await writeFile(at('sparse.txt'), 'head\n');
    await truncate(at('sparse.txt'), 3 * 1024 ** 3);
    const before = process.memoryUsage().rss;
    expect((await server.client.call('read_file', { path: 'sparse.txt', lines: 1 })).content[0]).toEqual({ type: 'text', text: 'head\n' });
    expect((await server.client.call('read_file', { path: 'sparse.txt', from: 2 })).text).toMatch(/bytes of something else/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2);
  });

  it('gives what is no text as base64', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]);
    await writeFile(at('picture.png'), bytes);
    const { content } = await server.client.call('read_file', { path: 'picture.png' });
    expect(content).toMatchObject([{ type: 'text' }, { type: 'resource', resource: { blob: bytes.toString('base64') } }]);
  });

  it('says what is wrong with a path', async () => {
    await mkdir(at('folder'));
    await writeFile(at('a.txt'), '');
    expect(await failureOf('read_file', { path: 'missing.txt' })).toMatch(/There is no missing\.txt/);
    expect(await failureOf('read_file', { path: 'folder' })).toMatch(/is a folder/);
    expect(await failureOf('read_file', { path: 'a.txt/b' })).toMatch(/isn't a folder/);
    expect(await failureOf('read_file', { path: 'x'.repeat(300) })).toMatch(/too long/);
    expect(await failureOf('read_file', { path: '' })).toMatch(/path/);
    expect(await failureOf('read_file', {})).toMatch(/path/);
    expect((await server.client.call('read_file', { path: 'a.txt' })).text).toBe('The file is empty.');
  });
});

describe('list_directory', () => {
  it('tells kinds, sizes and times, folders first', async () => {
    await mkdir(at('z'));
    await writeFile(at('a.txt'), '12345');
    expect(await server.client.json('list_directory')).toEqual({
      path: server.inside,
      entries: [
        { name: 'z', kind: 'folder' },
        { name: 'a.txt', kind: 'file', size: 5, modified: expect.stringMatching(/Z$/) },
      ],
    });
  });

  it('is bounded, and says how many it left out', async () => {
    await Promise.all(Array.from({ length: 1_005 }, (_, index) => writeFile(at(`f${index}`), '')));
    const { entries, leftOut } = await server.client.json('list_directory');
    expect([(entries as unknown[]).length, leftOut]).toEqual([1_000, 5]);
  });
});

describe('search_files', () => {
  it('finds by name, by text and by both, in a deep tree', async () => {
    const deep = Array.from({ length: 30 }, (_, index) => `d${index}`);
    await mkdir(at(...deep), { recursive: true });
    await writeFile(at(...deep, 'Found.md'), 'one\nThe Needle is here\n');
    await writeFile(at('other.txt'), 'needle');
    await mkdir(at('node_modules'));
    await writeFile(at('node_modules', 'skipped.md'), 'needle');
    expect(await server.client.json('search_files', { name: '*.MD' })).toEqual({ matches: [{ path: at(...deep, 'Found.md') }] });
    expect(await server.client.json('search_files', { text: 'needle', name: 'd0/**/*.md' })).toEqual({
      matches: [{ path: at(...deep, 'Found.md'), line: 2, text: 'The Needle is here' }],
    });
    expect((await server.client.json('search_files', { text: 'NEEDLE' }))['matches']).toHaveLength(2);
  });

  it('says when there is more than its limit', async () => {
    await writeFile(at('a.txt'), 'x\n'.repeat(50));
    expect(await server.client.json('search_files', { text: 'x', limit: 3 })).toMatchObject({
      matches: [{ line: 1 }, { line: 2 }, { line: 3 }],
      notes: [expect.stringContaining('raise limit')],
    });
  });

  it('needs something to look for', async () => {
    expect(await failureOf('search_files', {})).toMatch(/name.*text/);
  });
});

describe('write_file', () => {
  it('makes missing folders and leaves nothing else behind', async () => {
    expect((await server.client.call('write_file', { path: 'a/b/c.txt', content: 'größe' })).text).toBe('Wrote 7 bytes to a/b/c.txt.');
    expect(await readFile(at('a', 'b', 'c.txt'), 'utf8')).toBe('größe');
    expect(await readdir(at('a', 'b'))).toEqual(['c.txt']);
  });

  it('replaces a file only when told to, and keeps its permissions', async () => {
    await writeFile(at('run.sh'), 'old');
    await chmod(at('run.sh'), 0o751);
    expect(await failureOf('write_file', { path: 'run.sh', content: 'new' })).toMatch(/overwrite: true/);
    expect(await readFile(at('run.sh'), 'utf8')).toBe('old');
    expect(await server.client.call('write_file', { path: 'run.sh', content: 'new', overwrite: true })).toMatchObject({ isError: false });
    expect(await readFile(at('run.sh'), 'utf8')).toBe('new');
    expect((await stat(at('run.sh'))).mode & 0o777).toBe(0o751);
  });

  it('lets exactly one of many win who create the same file at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => server.client.call('write_file', { path: 'one.txt', content: `${index}` })),
    );
    expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(await readdir(server.inside)).toEqual(['one.txt']);
  });

  it('never writes over a folder', async () => {
    await mkdir(at('folder'));
    expect(await failureOf('write_file', { path: 'folder', content: '', overwrite: true })).toMatch(/is a folder/);
    expect(await failureOf('write_file', { path: '.', content: '', overwrite: true })).toMatch(/is a folder/);
  });
});

describe('edit_file', () => {
  it('replaces one exact piece of text, whatever signs are in it', async () => {
    await writeFile(at('a.txt'), 'price: $1 (old)\n');
    expect((await server.client.call('edit_file', { path: 'a.txt', old: '$1 (old)', new: '$& $$ $`' })).text).toBe(
      'Replaced 1 place in a.txt.',
    );
    expect(await readFile(at('a.txt'), 'utf8')).toBe('price: $& $$ $`\n');
  });

  it('refuses what is not there, there twice, or no text', async () => {
    await writeFile(at('a.txt'), 'x\r\nx\r\n');
    await writeFile(at('b.bin'), Buffer.from([0, 1, 255]));
    expect(await failureOf('edit_file', { path: 'a.txt', old: 'y', new: 'z' })).toMatch(/isn't in a\.txt/);
    expect(await failureOf('edit_file', { path: 'a.txt', old: 'x\nx', new: 'z' })).toMatch(/lines end with/);
    expect(await failureOf('edit_file', { path: 'a.txt', old: 'x', new: 'z' })).toMatch(/2 times/);
    expect(await failureOf('edit_file', { path: 'b.bin', old: 'x', new: 'z' })).toMatch(/no text/);
    expect((await server.client.call('edit_file', { path: 'a.txt', old: 'x', new: 'z', all: true })).text).toBe(
      'Replaced 2 places in a.txt.',
    );
    expect(await readFile(at('a.txt'), 'utf8')).toBe('z\r\nz\r\n');
  });

  it('loses none of several edits at once: those that came too late are told', async () => {
    await writeFile(at('a.txt'), Array.from({ length: 10 }, (_, index) => `<${index}>`).join('\n'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => server.client.call('edit_file', { path: 'a.txt', old: `<${index}>`, new: 'done' })),
    );
    const written = (await readFile(at('a.txt'), 'utf8')).split('\n').filter((line) => line === 'done').length;
    expect(written).toBe(answers.filter(({ isError }) => !isError).length);
  });
});

describe('move_file and delete_file', () => {
  it('move, but never over something', async () => {
    await writeFile(at('a.txt'), 'a');
    await writeFile(at('b.txt'), 'b');
    expect(await failureOf('move_file', { from: 'a.txt', to: 'b.txt' })).toMatch(/there already/);
    expect(await failureOf('move_file', { from: 'missing', to: 'c.txt' })).toMatch(/There is no missing/);
    expect(await server.client.call('move_file', { from: 'a.txt', to: 'new/a.txt' })).toMatchObject({ isError: false });
    expect([await readFile(at('new', 'a.txt'), 'utf8'), await readFile(at('b.txt'), 'utf8')]).toEqual(['a', 'b']);
    expect(await failureOf('move_file', { from: 'new', to: 'new/inside' })).toMatch(/into itself/);
  });

  it('delete files and empty folders only', async () => {
    await mkdir(at('full'));
    await writeFile(at('full', 'a.txt'), 'a');
    expect(await failureOf('delete_file', { path: 'full' })).toMatch(/delete its contents first/);
    expect(await failureOf('delete_file', { path: 'missing' })).toMatch(/There is no missing/);
    for (const path of ['full/a.txt', 'full']) expect(await server.client.call('delete_file', { path })).toMatchObject({ isError: false });
    expect(await readdir(server.inside)).toEqual([]);
  });
});
