import { lstat, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatFault } from '../../main/settings/fault.ts';
import { SettingsFile } from '../../main/settings/settings-file.ts';
import { eventually } from '../helpers/eventually.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-settings-'));
  path = join(folder, 'config.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const names = (file: SettingsFile) => [...file.current.servers.keys()];
const faults = (file: SettingsFile) => file.faults.map(formatFault);
const write = (text: string) => writeFile(path, text, { mode: 0o600 });
const oneServer = (name: string) => `version: 1\nservers:\n  ${name}: { builtin: memory }\n`;

describe('a home without config.yaml', () => {
  it('gets one that only its owner can read, with the memory server on', async () => {
    await using file = await SettingsFile.open(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(file.current.servers.get('memory')).toMatchObject({ kind: 'builtin', builtin: 'memory', mode: 'shared' });
    expect(faults(file)).toEqual([]);
  });
});

describe('a change of config.yaml while Patchbay runs', () => {
  it('applies when it is valid', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    const seen: string[][] = [];
    file.changed.subscribe((settings) => seen.push([...settings.servers.keys()]));
    await write(oneServer('second'));
    await eventually(() => expect(seen).toEqual([['second']]));
  });

  it('changes nothing when it is invalid, says where, and is forgiven when mended', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    await write('version: 1\nservers: { first: { builtn: memory } }\n');
    await eventually(() => expect(faults(file)).toEqual([`${path}:2:21 unknown key \`builtn\`; did you mean \`builtin\`?`]));
    expect(names(file)).toEqual(['first']);
    await write(oneServer('mended'));
    await eventually(() => expect([names(file), faults(file)]).toEqual([['mended'], []]));
  });

  it('is seen again and again when an editor saves by replacing the file', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    for (const name of ['second', 'third', 'fourth']) {
      await writeFile(join(folder, 'draft'), oneServer(name));
      await rename(join(folder, 'draft'), path);
      await eventually(() => expect(names(file)).toEqual([name]));
    }
  });

  it('is seen through a link', async () => {
    await writeFile(join(folder, 'real.yaml'), oneServer('first'));
    await symlink(join(folder, 'real.yaml'), path);
    await using file = await SettingsFile.open(path);
    await writeFile(join(folder, 'real.yaml'), oneServer('second'));
    await eventually(() => expect(names(file)).toEqual(['second']));
  });

  it('keeps the settings when the file is deleted, until it is back', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    await rm(path);
    await eventually(() =>
      expect(faults(file)).toEqual([`${path}:1:1 the file is gone: put it back, or start Patchbay again to get a fresh one`]),
    );
    expect(names(file)).toEqual(['first']);
    await write(oneServer('back'));
    await eventually(() => expect([names(file), faults(file)]).toEqual([['back'], []]));
  });
});

describe('a config.yaml that is invalid at the start', () => {
  const invalid = 'version: 1\nservers: { a: { comand: x } }\n';

  it('is left as it is, and the last good settings apply', async () => {
    await write(oneServer('good'));
    await (await SettingsFile.open(path))[Symbol.asyncDispose]();
    await write(invalid);
    await using file = await SettingsFile.open(path);
    expect([names(file), faults(file)]).toEqual([['good'], [`${path}:2:17 unknown key \`comand\`; did you mean \`command\`?`]]);
    expect(await readFile(path, 'utf8')).toBe(invalid);
  });

  it('runs no server where there is no last good copy', async () => {
    await writeFile(path, Buffer.from([0x76, 0xff, 0xfe]));
    await using file = await SettingsFile.open(path);
    expect([names(file), faults(file)]).toEqual([[], [`${path}:1:1 this is no UTF-8 text: save the file as UTF-8`]]);
  });
});

describe('an edit by Patchbay', () => {
  it('applies before it returns and keeps comments, mode and link', async () => {
    const real = join(folder, 'real.yaml');
    await writeFile(real, `# mine\n${oneServer('first')}# the end\n`, { mode: 0o640 });
    await symlink(real, path);
    await using file = await SettingsFile.open(path);
    await file.addServer('second', { command: 'second-mcp', args: ['-v'], env: {} });
    expect(names(file)).toEqual(['first', 'second']);
    expect(await readFile(path, 'utf8')).toMatch(
      /^# mine\nversion: 1[\s\S]*second:\n {4}command: second-mcp\n {4}args:\n {6}- -v\n+# the end\n$/,
    );
    expect([(await stat(real)).mode & 0o777, (await lstat(path)).isSymbolicLink()]).toEqual([0o640, true]);
    await file.removeServer('second');
    expect(names(file)).toEqual(['first']);
  });

  it('of many at once loses none', async () => {
    await using file = await SettingsFile.open(path);
    await Promise.all(Array.from({ length: 10 }, (_, index) => file.addServer(`s${index}`, { command: 'x' })));
    expect(names(file).length).toBe(11);
  });

  it('that would make the file invalid writes nothing', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    await expect(file.addServer('Not A Name', { command: 'x' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('small letters'),
    });
    await expect(file.addServer('first', { command: 'x' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(file.removeServer('gone')).rejects.toMatchObject({ code: 'not_found' });
    expect(await readFile(path, 'utf8')).toBe(oneServer('first'));
  });

  it('never overwrites a fault that a person is just mending', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    await write('version: 1\nservers: {');
    await expect(file.addServer('second', { command: 'x' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await readFile(path, 'utf8')).toBe('version: 1\nservers: {');
  });

  it('builds on what a person saved a moment ago', async () => {
    await write(oneServer('first'));
    await using file = await SettingsFile.open(path);
    await write(oneServer('theirs'));
    await file.addServer('ours', { command: 'x' });
    expect(names(file)).toEqual(['theirs', 'ours']);
  });
});
