import { chmod, link, mkdir, readFile, readlink, readdir, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { persistently } from '../../../../main/clients/wiring/replace-file.ts';
import { strictJsonPlace } from '../edit/places.ts';
import { AppFolder } from './app-folder.ts';

const isRoot = process.getuid?.() === 0;

describe('a link', () => {
  it('stays one, and the file behind it is changed', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('dotfiles'));
    await folder.write('dotfiles/mcp.json', '{}\n');
    await symlink('dotfiles/mcp.json', folder.file('mcp.json'));
    await symlink('mcp.json', folder.file('again.json'));
    await folder.wire(folder.app('again.json'));
    expect(await readlink(folder.file('again.json'))).toBe('mcp.json');
    expect(await readlink(folder.file('mcp.json'))).toBe('dotfiles/mcp.json');
    expect(await folder.text('dotfiles/mcp.json')).toContain('patchbay');
    await folder.unwire(folder.app('again.json'));
    expect(await folder.text('dotfiles/mcp.json')).toBe('{}\n');
  });

  it('is told of before it is followed', async () => {
    await using folder = await AppFolder.make();
    await folder.write('real.json', '{}');
    await symlink('real.json', folder.file('mcp.json'));
    expect((await folder.wiring.planWire(folder.app('mcp.json'))).warnings).toEqual([
      expect.stringMatching(/is a link: .*real\.json is changed/),
    ]);
  });

  it('is not spoken of where nothing is changed behind it', async () => {
    await using folder = await AppFolder.make();
    await folder.write('real.json', '{}');
    await symlink('real.json', folder.file('mcp.json'));
    expect((await folder.wiring.planUnwire(folder.app('mcp.json'))).warnings).toEqual([]);
    await folder.wire(folder.app('mcp.json'));
    expect((await folder.wiring.planWire(folder.app('mcp.json'))).warnings).toEqual([]);
  });

  it.each([
    ['that leads nowhere', 'nowhere.json', /not there/],
    ['that leads to itself', 'mcp.json', /circle/],
    ['to a folder', '.', /no ordinary file/],
  ])('%s is refused', async (_, target, sentence) => {
    await using folder = await AppFolder.make();
    await symlink(target, folder.file('mcp.json'));
    await expect(folder.wiring.planWire(folder.app('mcp.json'))).rejects.toThrow(sentence);
    expect(await readlink(folder.file('mcp.json'))).toBe(target);
  });

  it('of a project may not lead out of it', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('project'));
    await folder.write('secret.json', '{}');
    await symlink('../secret.json', folder.file('project/.mcp.json'));
    const app = folder.app('project/.mcp.json', { scope: 'project', within: folder.file('project') });
    await expect(folder.wiring.planWire(app)).rejects.toThrow(/leads out of/);
    await unlink(folder.file('project/.mcp.json'));
    await folder.write('project/real.json', '{}');
    await symlink('real.json', folder.file('project/.mcp.json'));
    await folder.wire(app);
    expect(await folder.text('project/real.json')).toContain('patchbay');
  });

  it('that leads somewhere else since the plan changes nothing', async () => {
    await using folder = await AppFolder.make();
    await folder.write('one.json', '{}');
    await folder.write('two.json', '{}');
    await symlink('one.json', folder.file('mcp.json'));
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    await unlink(folder.file('mcp.json'));
    await symlink('two.json', folder.file('mcp.json'));
    await expect(folder.wiring.apply(plan)).rejects.toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(await folder.text('two.json')).toBe('{}');
  });
});

describe('a file', () => {
  it.each([0o600, 0o640, 0o644, 0o660])('keeps its mode %o', async (mode) => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}');
    await chmod(folder.file('mcp.json'), mode);
    await folder.wire(folder.app('mcp.json'));
    expect((await stat(folder.file('mcp.json'))).mode & 0o7777).toBe(mode);
    await folder.unwire(folder.app('mcp.json'));
    expect((await stat(folder.file('mcp.json'))).mode & 0o7777).toBe(mode);
  });

  it('that may only be read is left alone', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}', 0o400);
    await expect(folder.wiring.planWire(folder.app('mcp.json'))).rejects.toThrow(/may only be read/);
  });

  it.skipIf(isRoot)('in a folder that may only be read is left alone, with no litter', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('closed'));
    await folder.write('closed/mcp.json', '{}');
    await chmod(folder.file('closed'), 0o500);
    await expect(folder.wire(folder.app('closed/mcp.json'))).rejects.toThrow(/permissions/);
    expect(await readdir(folder.file('closed'))).toEqual(['mcp.json']);
    await chmod(folder.file('closed'), 0o700);
  });

  it('with a second name is changed under its own, and that is said before', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}');
    await link(folder.file('mcp.json'), folder.file('second.json'));
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    expect(plan.warnings).toEqual([expect.stringContaining('hard link')]);
    await folder.wiring.apply(plan);
    expect(await folder.text('second.json')).toBe('{}');
  });

  it('that other users can read is told of, since a key goes into it', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}');
    await chmod(folder.file('mcp.json'), 0o644);
    expect((await folder.wiring.planWire(folder.app('mcp.json'))).warnings).toEqual([]);
    await chmod(folder.path, 0o755);
    expect((await folder.wiring.planWire(folder.app('mcp.json'))).warnings).toEqual([expect.stringContaining('read by other users')]);
    await folder.wire(folder.app('mcp.json'));
    expect((await folder.wiring.planUnwire(folder.app('mcp.json'))).warnings).toEqual([]);
  });

  it('that changed since the plan stays as it is', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}');
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    await folder.write('mcp.json', '{ "mine": 1 }');
    await expect(folder.wiring.apply(plan)).rejects.toThrow(/changed by somebody else/);
    expect(await folder.text('mcp.json')).toBe('{ "mine": 1 }');
    expect(await folder.wiring.backups('some-app')).toEqual([]);
  });

  it.each(['came', 'went'])('that %s since the plan changes nothing', async (way) => {
    await using folder = await AppFolder.make();
    if (way === 'went') await folder.write('mcp.json', '{}');
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    await (way === 'went' ? unlink(folder.file('mcp.json')) : folder.write('mcp.json', '{ }'));
    await expect(folder.wiring.apply(plan)).rejects.toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(await folder.text('mcp.json')).toBe(way === 'went' ? null : '{ }');
  });

  it('that is no file is refused', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('mcp.json'));
    await expect(folder.wiring.planWire(folder.app('mcp.json'))).rejects.toThrow(/no ordinary file/);
  });

  it('with a fault is refused with its path, line and column', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{\n  "a": 1,\n}');
    await expect(folder.wiring.planWire(folder.app('mcp.json', { place: strictJsonPlace }))).rejects.toThrow(
      /mcp\.json, line 3, column 1: The app cannot read a comma/,
    );
    expect(await folder.text('mcp.json')).toBe('{\n  "a": 1,\n}');
  });

  it('that the app itself would not accept is refused, before and after the change', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{}');
    const refusing = (isFault: (text: string) => boolean) =>
      folder.app('mcp.json', { validate: (text) => (isFault(text) ? 'The command is missing.' : null) });
    await expect(folder.wiring.planWire(refusing(() => true))).rejects.toThrow(/as it is: The command is missing/);
    await expect(folder.wiring.planWire(refusing((text) => text !== '{}'))).rejects.toThrow(/would not accept the change/);
  });
});

describe('several files of one app', () => {
  it('are changed together or not at all', async () => {
    await using folder = await AppFolder.make();
    await folder.write('one.json', '{ "one": 1 }');
    await mkdir(folder.file('blocked'));
    const app = { ...folder.app('one.json'), files: [...folder.app('one.json').files, ...folder.app('blocked/new/two.json').files] };
    const plan = await folder.wiring.planWire(app);
    await writeFile(folder.file('blocked/new'), 'in the way');
    await expect(folder.wiring.apply(plan)).rejects.toThrow(expect.objectContaining({ code: expect.stringMatching(/forbidden|conflict/) }));
    expect(await folder.text('one.json')).toBe('{ "one": 1 }');
    expect(await folder.wiring.wired('some-app')).toEqual([]);
    await unlink(folder.file('blocked/new'));
    await folder.wiring.apply(plan);
    await folder.unwire(app);
    expect(await folder.text('one.json')).toBe('{ "one": 1 }');
    expect(await readdir(folder.file('blocked'))).toEqual([]);
  });
});

describe('a file that another program holds open on Windows', () => {
  it('is tried again, for a while', async () => {
    let tries = 0;
    await persistently(async () => {
      tries += 1;
      if (tries < 3) throw Object.assign(new Error('held'), { code: tries === 1 ? 'EPERM' : 'EBUSY' });
      await readFile(import.meta.filename);
    }, 'win32');
    expect(tries).toBe(3);
  });

  it('is not tried again where trying can not help, or on other systems', async () => {
    let tries = 0;
    const failing = (code: string) => async (): Promise<void> => {
      tries += 1;
      await Promise.reject(Object.assign(new Error('no'), { code }));
    };
    await expect(persistently(failing('ENOSPC'), 'win32')).rejects.toThrow('no');
    await expect(persistently(failing('EPERM'), 'linux')).rejects.toThrow('no');
    expect(tries).toBe(2);
  });
});
