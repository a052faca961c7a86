import { readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planView } from '../../../../main/clients/wiring/plan-view.ts';
import { Wiring } from '../../../../main/clients/wiring/wiring.ts';
import { entry } from '../edit/places.ts';
import { AppFolder } from './app-folder.ts';

describe('the backups of an app', () => {
  it('hold the bytes from before each change, newest first, for this user only', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.wire(app);
    await folder.write('mcp.json', '\uFEFF{ "b": 1 }\r\n');
    await folder.wire(app);
    const backups = await folder.wiring.backups('some-app');
    expect(backups).toMatchObject([
      { path: folder.file('mcp.json'), reason: 'before connecting', absent: false, bytes: 15 },
      { path: folder.file('mcp.json'), reason: 'before connecting', absent: true, bytes: 0 },
    ]);
    const files = await readdir(join(folder.home, 'backups/some-app'));
    const modes = await Promise.all(files.map(async (name) => (await stat(join(folder.home, 'backups/some-app', name))).mode & 0o777));
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('bring back any of the last ten, and what they replace', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    const contents = Array.from({ length: 12 }, (_, index) => `{ "edit": ${index} }`);
    for (const content of contents) {
      await folder.write('mcp.json', content);
      await folder.wire(app);
    }
    const backups = await folder.wiring.backups('some-app');
    for (const [index, content] of contents.toReversed().slice(0, 10).entries()) {
      const plan = await folder.wiring.planRestore(app, backups[index]?.id ?? '');
      await folder.wiring.apply(plan);
      expect(await folder.text('mcp.json')).toBe(content);
      expect(await folder.wiring.wired('some-app')).toEqual([]);
    }
    const [newest] = await folder.wiring.backups('some-app');
    expect(newest).toMatchObject({ reason: 'before restoring' });
    await folder.wiring.apply(await folder.wiring.planRestore(app, newest?.id ?? ''));
    expect(await folder.text('mcp.json')).toBe(contents.at(-9));
  });

  it('are kept to the last twenty of a file, but for what unwiring needs', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.write('mcp.json', '{ "first": true }');
    await folder.wire(app);
    for (let turn = 0; turn < 22; turn += 1) await folder.wire(folder.app('mcp.json', { entry: { ...entry, command: `/shim/${turn}` } }));
    expect(await folder.wiring.backups('some-app')).toHaveLength(21);
    await folder.unwire(app);
    expect(await folder.text('mcp.json')).toBe('{ "first": true }');
    expect(await folder.wiring.backups('some-app')).toHaveLength(20);
  });

  it('are newest first in the order in which they were made, also when the clock was set back', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    for (const [index, year] of [2099, 2099, 2026, 2026].entries()) {
      const wiring = new Wiring(folder.home, () => new Date(Date.UTC(year, 5, 7, 8, 9, 10, 11)));
      await folder.write('mcp.json', `{ "edit": ${index} }`);
      await wiring.apply(await wiring.planWire(app));
    }
    const backups = await folder.wiring.backups('some-app');
    expect(backups.map(({ at }) => at.slice(0, 4))).toEqual(['2026', '2026', '2099', '2099']);
    await folder.wiring.apply(await folder.wiring.planRestore(app, backups[0]?.id ?? ''));
    expect(await folder.text('mcp.json')).toBe('{ "edit": 3 }');
  });

  it('show what would be lost before they come back', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.write('mcp.json', '{ "theme": "dark", "mcpServers": { "a": { "command": "x" } } }');
    await folder.wire(app);
    await folder.write(
      'mcp.json',
      JSON.stringify({ theme: 'light', model: 'o', mcpServers: { a: { command: 'y' }, b: {}, patchbay: entry } }),
    );
    const [backup] = await folder.wiring.backups('some-app');
    const plan = await folder.wiring.planRestore(app, backup?.id ?? '');
    expect(planView(plan).changes[0]?.lost).toEqual([
      'the server a, as it is now',
      'the server b',
      'the server patchbay',
      'the setting theme, as it is now',
      'the setting model',
    ]);
    expect(planView(plan).changes[0]?.diff).not.toContain('abc123');
  });

  it('come back over a file that has a fault by now', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.write('mcp.json', '{}');
    await folder.wire(app);
    await folder.write('mcp.json', '{ broken');
    const [backup] = await folder.wiring.backups('some-app');
    await folder.wiring.apply(await folder.wiring.planRestore(app, backup?.id ?? ''));
    expect(await folder.text('mcp.json')).toBe('{}');
  });

  it('take the file away where there was none, and bring it back with its mode', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('made/mcp.json');
    await folder.wire(app);
    const [absent] = await folder.wiring.backups('some-app');
    await folder.wiring.apply(await folder.wiring.planRestore(app, absent?.id ?? ''));
    expect(await readdir(folder.path)).toEqual(['home']);
    const [present] = await folder.wiring.backups('some-app');
    await folder.wiring.apply(await folder.wiring.planRestore(app, present?.id ?? ''));
    expect(await folder.text('made/mcp.json')).toContain('patchbay');
    expect((await stat(folder.file('made/mcp.json'))).mode & 0o777).toBe(0o600);
  });

  it('leave the app wired where the backup has our entry', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.write('mcp.json', '{}');
    await folder.wire(app);
    await folder.wire(folder.app('mcp.json', { entry: { ...entry, command: '/other' } }));
    const [wired] = await folder.wiring.backups('some-app');
    await folder.wiring.apply(await folder.wiring.planRestore(app, wired?.id ?? ''));
    expect(await folder.wiring.wired('some-app')).toHaveLength(1);
    await folder.unwire(app);
    expect(JSON.parse((await folder.text('mcp.json')) ?? '')).toEqual({});
  });

  it('are never taken for what they are not', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    await folder.write('mcp.json', '{ "a": 1 }');
    await folder.wire(app);
    const [backup] = await folder.wiring.backups('some-app');
    const file = join(folder.home, 'backups/some-app', `${backup?.id}.bytes`);
    await writeFile(file, '{ "a": 2 }');
    await expect(folder.wiring.planRestore(app, backup?.id ?? '')).rejects.toThrow(/damaged/);
    await folder.unwire(app);
    expect(await folder.text('mcp.json')).toBe('{ "a": 1 }');
    await unlink(file);
    await expect(folder.wiring.planRestore(app, '../../../etc/passwd')).rejects.toThrow(/no backup/);
  });
});
