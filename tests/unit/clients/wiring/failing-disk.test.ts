import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import promises, { type FileHandle, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { entry } from '../edit/places.ts';
import { AppFolder } from './app-folder.ts';

const real = { ...promises };

afterEach(() => {
  Object.assign(promises, real);
  syncBuiltinESMExports();
});

/** The system refuses what is done to a path that holds this word. */
function refuse(name: 'rename' | 'open' | 'unlink' | 'mkdir', word: string, code: string): void {
  const act = Reflect.get(real, name) as (...values: unknown[]) => Promise<unknown>;
  const refusing = (...values: unknown[]): Promise<unknown> =>
    String(values[0]).includes(word) ? Promise.reject(Object.assign(new Error(code), { code, syscall: name })) : act(...values);
  Object.assign(promises, { [name]: refusing });
  syncBuiltinESMExports();
}

const before = '{\n  "a": 1\n}\n';

async function expectUntouched(folder: AppFolder, sentence: RegExp): Promise<void> {
  const plan = await folder.wiring.planWire(folder.app('app/mcp.json'));
  await expect(folder.wiring.apply(plan)).rejects.toThrow(sentence);
  expect(await folder.text('app/mcp.json')).toBe(before);
  expect(await readdir(folder.file('app'))).toEqual(['mcp.json']);
  expect(await folder.wiring.wired('some-app')).toEqual([]);
}

async function appFolder(): Promise<AppFolder> {
  const folder = await AppFolder.make();
  await mkdir(folder.file('app'));
  await folder.write('app/mcp.json', before);
  return folder;
}

describe('a system that refuses', () => {
  it.each([
    ['to make a file', 'open', 'EACCES', /permissions/],
    ['to make a file, on a disk that can only be read', 'open', 'EROFS', /only be read/],
    ['to put the file in its place', 'rename', 'EACCES', /permissions/],
    ['to replace a file that is locked', 'rename', 'EPERM', /locked or open/],
  ] as const)('%s leaves it as it was, in words and without litter', async (_, name, code, sentence) => {
    await using folder = await appFolder();
    refuse(name, '.patchbay-', code);
    await expectUntouched(folder, sentence);
  });

  it('a folder leaves nothing behind', async () => {
    await using folder = await AppFolder.make();
    const plan = await folder.wiring.planWire(folder.app('one/two/mcp.json'));
    refuse('mkdir', 'two', 'EACCES');
    await expect(folder.wiring.apply(plan)).rejects.toThrow(/permissions/);
    expect(await readdir(folder.path)).toEqual(['home']);
  });

  it('a backup changes nothing at all', async () => {
    await using folder = await appFolder();
    refuse('open', '.bytes', 'ENOSPC');
    await expectUntouched(folder, /disk is full/);
  });
});

describe('a disk that is full', () => {
  it('leaves the file as it was, in words and without litter', async () => {
    await using folder = await appFolder();
    const handle = await open(folder.file('app/mcp.json'));
    // Every handle has this prototype, which Node doesn't name.
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const writeWhole = prototype.writeFile;
    prototype.writeFile = async function halfWritten(this: FileHandle, data): Promise<void> {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.of();
      if (!bytes.includes('mcpServers') || bytes.includes('"version"')) return writeWhole.call(this, data);
      await writeWhole.call(this, bytes.subarray(0, 7));
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
    };
    try {
      await expectUntouched(folder, /disk is full/);
    } finally {
      prototype.writeFile = writeWhole;
    }
  });

  it.runIf(process.getuid?.() === 0 && process.platform === 'linux')('is told the same where it really is', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('app'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder.file('app')]);
    try {
      await folder.write('app/mcp.json', before);
      expect(() => writeFileSync(folder.file('app/full'), Buffer.alloc(64 * 1024))).toThrow('ENOSPC');
      const app = folder.app('app/mcp.json', { entry: { ...entry, args: ['x'.repeat(4096)] } });
      await expect(folder.wire(app)).rejects.toThrow(/disk is full/);
      expect(await folder.text('app/mcp.json')).toBe(before);
      expect((await readdir(folder.file('app'))).toSorted()).toEqual(['full', 'mcp.json']);
    } finally {
      execFileSync('umount', [folder.file('app')]);
    }
  });
});

describe('another program that writes in the same moment', () => {
  const theirs = '{ "theirs": 1 }';

  /** Right behind our rename, once, as a client does that rewrites its file all the time. */
  function actAfterRename(path: string, act: () => Promise<unknown>): void {
    let isDone = false;
    Object.assign(promises, {
      rename: async (from: string, to: string): Promise<void> => {
        await real.rename(from, to);
        if (to !== path || isDone) return;
        isDone = true;
        await act();
      },
    });
    syncBuiltinESMExports();
  }

  it('keeps what it wrote', async () => {
    await using folder = await appFolder();
    const plan = await folder.wiring.planWire(folder.app('app/mcp.json'));
    actAfterRename(folder.file('app/mcp.json'), () => writeFile(folder.file('app/mcp.json'), theirs));
    await expect(folder.wiring.apply(plan)).rejects.toThrow(/in the same moment/);
    expect(await folder.text('app/mcp.json')).toBe(theirs);
    expect(await folder.wiring.wired('some-app')).toEqual([]);
  });

  it('is not disturbed while it writes, however long that takes', async () => {
    await using folder = await appFolder();
    const plan = await folder.wiring.planWire(folder.app('app/mcp.json'));
    let writing: FileHandle | undefined;
    actAfterRename(folder.file('app/mcp.json'), async () => {
      writing = await real.open(folder.file('app/mcp.json'), 'w');
      await writing.write(theirs.slice(0, 5));
    });
    await expect(folder.wiring.apply(plan)).rejects.toThrow(/in the same moment/);
    await writing?.write(theirs.slice(5));
    await writing?.close();
    expect(await folder.text('app/mcp.json')).toBe(theirs);
  });

  it('and keeps our entry is no fault, and the entry alone goes when it is taken out', async () => {
    await using folder = await appFolder();
    const app = folder.app('app/mcp.json');
    actAfterRename(folder.file('app/mcp.json'), async () => {
      const text = (await folder.text('app/mcp.json')) ?? '';
      await writeFile(folder.file('app/mcp.json'), '');
      setTimeout(() => writeFileSync(folder.file('app/mcp.json'), text.replace('"a": 1', '"a": 2')), 20);
    });
    await folder.wire(app);
    Object.assign(promises, real);
    syncBuiltinESMExports();
    expect(await folder.wiring.wired('some-app')).toHaveLength(1);
    await folder.unwire(app);
    expect(JSON.parse((await folder.text('app/mcp.json')) ?? '')).toEqual({ a: 2 });
  });

  it('and brings back a server that was to move is told of, and our entry that stands there is remembered', async () => {
    await using folder = await appFolder();
    const app = folder.app('app/mcp.json');
    const other = { command: 'x' };
    await folder.write('app/mcp.json', JSON.stringify({ mcpServers: { other } }));
    const plan = await folder.wiring.planWire(app, { takeOver: ['other'] });
    const both = JSON.stringify({ mcpServers: { patchbay: entry, other } });
    actAfterRename(folder.file('app/mcp.json'), () => writeFile(folder.file('app/mcp.json'), both));
    await expect(folder.wiring.apply(plan)).rejects.toThrow(/in the same moment/);
    expect(await folder.text('app/mcp.json')).toBe(both);
    expect(await folder.wiring.wired('some-app')).toHaveLength(1);
  });

  it('before the file is replaced keeps what it wrote, too', async () => {
    await using folder = await appFolder();
    const plan = await folder.wiring.planWire(folder.app('app/mcp.json'));
    Object.assign(promises, {
      open: async (...values: Parameters<typeof open>) => {
        if (String(values[0]).includes('.patchbay-')) await writeFile(folder.file('app/mcp.json'), '{ "late": 1 }');
        return real.open(...values);
      },
    });
    syncBuiltinESMExports();
    await expect(folder.wiring.apply(plan)).rejects.toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(await folder.text('app/mcp.json')).toBe('{ "late": 1 }');
    expect(await readdir(folder.file('app'))).toEqual(['mcp.json']);
  });
});

describe('what Patchbay remembers of its wiring', () => {
  it('is put aside where it is damaged, and the app can still be unwired', async () => {
    await using folder = await appFolder();
    const app = folder.app('app/mcp.json');
    await folder.wire(app);
    await folder.write('home/wiring.json', '{ "version": 1, "fil');
    expect(await folder.wiring.wired('some-app')).toEqual([]);
    await folder.unwire(app);
    expect(JSON.parse((await folder.text('app/mcp.json')) ?? '')).toMatchObject({ a: 1 });
    expect(await folder.text('app/mcp.json')).not.toContain('patchbay');
    expect(await readdir(folder.home)).toContain('wiring.json.damaged');
  });
});
