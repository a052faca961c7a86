import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bundle } from '../../../main/imports/bundle.ts';
import { draftOfBundle } from '../../../main/imports/bundle-manifest.ts';
import { shownCommand, shownSettings } from '../../../main/imports/candidate-view.ts';
import { fillIn } from '../../../main/imports/fill-in.ts';
import { prepared } from '../../../main/imports/prepare.ts';
import { unzipped, zipEntries } from '../../../main/imports/zip.ts';
import { nowhere } from '../../helpers/pasted.ts';

const manifest = {
  manifest_version: '0.3',
  name: 'Weather Server',
  version: '1.2.3',
  display_name: 'Weather',
  description: 'Tells the weather',
  author: { name: 'Ada' },
  server: {
    type: 'node',
    entry_point: 'server/index.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/server/index.js', '${user_config.folders}', '--units=${user_config.units}', '${user_config.note}'],
      env: { API_KEY: '${user_config.key}', HOME_DIR: '${HOME}' },
      platform_overrides: { win32: { command: 'node.exe' }, linux: { env: { ON_LINUX: 'yes' } } },
    },
  },
  user_config: {
    key: { type: 'string', title: 'API key', description: 'From weather.example', sensitive: true, required: true },
    folders: { type: 'directory', title: 'Folders', multiple: true, required: true, default: ['${HOME}/Desktop', '${DOCUMENTS}'] },
    units: { type: 'string', title: 'Units', default: 'celsius' },
    note: { type: 'string', title: 'Note' },
  },
};

function zipOf(files: Zippable): Buffer {
  return Buffer.from(zipSync(files));
}

function bundleOf(more: Zippable = {}, changed: object = {}): Buffer {
  return zipOf({ 'manifest.json': strToU8(JSON.stringify({ ...manifest, ...changed })), 'server/index.js': strToU8('// it'), ...more });
}

/** In the central directory, where a file's name, its sizes and its mode stand. */
function patched(bytes: Buffer, name: string, patch: (entry: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.lastIndexOf(Buffer.from(name)) - 46;
  patch(copy.subarray(at));
  return copy;
}

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-test-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('an MCPB bundle', () => {
  const draft = (changed: object = {}, platform: NodeJS.Platform = 'linux') => {
    const bundle = Bundle.read(bundleOf({}, changed));
    const around = { folder: '/b/weather-server-1.2.3', homeDirectory: '/home/ada', platform };
    return prepared({ draft: draftOfBundle(bundle.manifest, around), inputs: [] }, nowhere);
  };

  it('says what it would run, with what it asks for in place', () => {
    expect(shownCommand(draft())).toBe('node /b/weather-server-1.2.3/server/index.js ‹Folders› --units=‹Units› ‹Note›');
    expect(shownSettings(draft())).toEqual([
      { place: 'API_KEY', value: '‹API key›', secret: true },
      { place: 'HOME_DIR', value: '/home/ada', secret: false },
      { place: 'ON_LINUX', value: 'yes', secret: false },
      { place: 'cwd', value: '/b/weather-server-1.2.3', secret: false },
    ]);
    expect(draft().questions.map(({ key, default: given, required }) => [key, given, required])).toEqual([
      ['key', null, true],
      ['folders', '/home/ada/Desktop\n/home/ada/Documents', true],
      ['units', 'celsius', false],
      ['note', null, false],
    ]);
    expect(shownCommand(draft({}, 'win32'))).toContain('node.exe ');
  });

  it('takes each line of an answer as an argument, and leaves out what nobody answers', () => {
    const filled = fillIn(draft(), { key: 'abc', folders: '/one\n /two \n' }, () => 'weather-key');
    expect(filled).toEqual({
      command: 'node',
      args: ['/b/weather-server-1.2.3/server/index.js', '/one', '/two', '--units=celsius'],
      env: { API_KEY: { secret: 'weather-key' }, HOME_DIR: '/home/ada', ON_LINUX: 'yes' },
      cwd: '/b/weather-server-1.2.3',
    });
    expect(() => fillIn(draft(), { folders: '/one' }, () => 'x')).toThrow('“API key” is missing');
  });

  it('is refused where it is made for another system, or says nothing', () => {
    expect(() => draft({ compatibility: { platforms: ['darwin'] } })).toThrow('made for another system');
    expect(() => draft({ server: { type: 'node' } })).toThrow('doesn’t say what to run'.replace('’', "'"));
    expect(() => Bundle.read(bundleOf({}, { name: null }))).toThrow("doesn't say what to run");
    expect(() => Bundle.read(zipOf({ 'a.txt': strToU8('a') }))).toThrow('no manifest.json');
    expect(() => Bundle.read(Buffer.from('no zip at all'))).toThrow('it is no zip file');
  });

  it('can leave how it runs to uv', () => {
    const uv = draft({ server: { type: 'uv', entry_point: 'src/server.py' }, user_config: {} });
    expect(shownCommand(uv)).toBe('uv run --directory /b/weather-server-1.2.3 /b/weather-server-1.2.3/src/server.py');
  });

  it('is unpacked for its owner alone, once, and whole', async () => {
    const bundle = Bundle.read(bundleOf({ 'bin/run': [strToU8('#!/bin/sh'), { os: 3, attrs: 0o755 << 16 }] }));
    const folder = await bundle.folderIn(home);
    expect(folder).toBe(join(home, 'weather-server-1.2.3'));
    expect(await bundle.unpack(folder)).toBe(true);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'server/index.js'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'bin/run'))).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, 'server/index.js'), 'utf8')).toBe('// it');
    expect(await bundle.unpack(folder)).toBe(false);
    expect(await readdir(home)).toEqual(['weather-server-1.2.3']);
  });

  it('never takes the place of another of the same name and version', async () => {
    const first = Bundle.read(bundleOf());
    await first.unpack(await first.folderIn(home));
    const second = Bundle.read(bundleOf({ 'other.txt': strToU8('x') }));
    const folder = await second.folderIn(home);
    expect(folder).toMatch(/weather-server-1\.2\.3-[0-9a-f]{8}$/);
    await second.unpack(folder);
    expect((await readdir(home)).toSorted()).toEqual(['weather-server-1.2.3', folder.slice(home.length + 1)]);
    await writeFile(join(home, 'evil-1'), '');
    expect(await Bundle.read(bundleOf({}, { name: '../../evil', version: '1' })).folderIn(home)).toMatch(/\/evil-1-[0-9a-f]{8}$/);
  });

  it('leaves nothing behind where it can’t be unpacked', async () => {
    const bundle = Bundle.read(patched(bundleOf(), 'server/index.js', (entry) => entry.writeUInt32LE(4, 24)));
    await expect(bundle.unpack(join(home, 'x'))).rejects.toThrow('damaged');
    expect(await readdir(home)).toEqual([]);
  });

  it('may carry a signature, which says nothing by itself', () => {
    const signed = Buffer.concat([bundleOf(), Buffer.from('MCPB_SIG_V1'), Buffer.alloc(40), Buffer.from('MCPB_SIG_END')]);
    expect(Bundle.read(signed).isSigned).toBe(true);
    expect(Bundle.read(bundleOf()).isSigned).toBe(false);
  });
});

describe('a hostile zip file', () => {
  const name = 'server/index.js';

  it.each([
    '../../../etc/cron.d/x',
    '/etc/passwd',
    'a/../../b',
    '..',
    String.raw`a\..\..\b`,
    'C:/x',
    'a/./b',
    'a//b',
    'nul',
    'a\u0000b',
    'a. ',
  ])('with a file called %j is refused', (evil) => {
    expect(() => zipEntries(zipOf({ [evil]: strToU8('x') }))).toThrow('leads elsewhere');
  });

  it('with a link, a password, or a method that nobody knows is refused', () => {
    const linked = patched(bundleOf(), name, (entry) => entry.writeUInt32LE((0o120_777 << 16) >>> 0, 38));
    expect(() => Bundle.read(linked)).toThrow('is a link');
    expect(() => Bundle.read(patched(bundleOf(), name, (entry) => entry.writeUInt16LE(1, 8)))).toThrow('encrypted');
    expect(() => Bundle.read(patched(bundleOf(), name, (entry) => entry.writeUInt16LE(99, 10)))).toThrow('doesn');
  });

  it('with two files of one name, or a file for a folder, is refused', () => {
    expect(() => zipEntries(zipOf({ 'a.txt': strToU8('1'), 'A.TXT': strToU8('2') }))).toThrow('the same name');
    expect(() => zipEntries(zipOf({ a: strToU8('1'), 'a/b/c': strToU8('2') }))).toThrow('damaged');
  });

  it('that would fill the disk is refused, and one that lies about it is stopped', () => {
    const bomb = zipOf({ 'zeros.bin': new Uint8Array(5_000_000) });
    const limits = { files: 10, fileBytes: 1_000_000, totalBytes: 10_000_000 };
    expect(bomb.length).toBeLessThan(20_000);
    expect(() => zipEntries(bomb, limits)).toThrow('too large');
    const [lying] = zipEntries(
      patched(bomb, 'zeros.bin', (entry) => entry.writeUInt32LE(1000, 24)),
      limits,
    );
    if (lying === undefined) throw new Error('It has a file.');
    expect(() => unzipped(bomb, lying)).toThrow('larger than it says');
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`${index}.txt`, strToU8('x')]));
    expect(() => zipEntries(zipOf(many), limits)).toThrow('more than 10 files');
  });

  it('that is cut or scrambled anywhere is refused in words', () => {
    const whole = bundleOf();
    for (let cut = 0; cut < whole.length; cut += 7) {
      for (const bytes of [whole.subarray(0, cut), patchedAt(whole, cut)]) expect(outcomeOf(bytes)).toMatch(/^(?:read|This )/);
    }
  });
});

function patchedAt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

function outcomeOf(bytes: Buffer): string {
  try {
    for (const entry of zipEntries(bytes)) unzipped(bytes, entry);
    return 'read';
  } catch (error) {
    return error instanceof Error && error.name === 'NamedError' ? error.message : String(error);
  }
}
