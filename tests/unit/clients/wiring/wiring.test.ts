import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planView } from '../../../../main/clients/wiring/plan-view.ts';
import { WiringRecords } from '../../../../main/clients/wiring/wiring-records.ts';
import { Wiring } from '../../../../main/clients/wiring/wiring.ts';
import { entry, jsonPlace, tomlPlace } from '../edit/places.ts';
import { AppFolder, fileAt } from './app-folder.ts';

const servers =
  '{\n\t"theme": "dark", // mine\n\t"mcpServers": {\n\t\t"a": { "command": "x", "env": { "A_TOKEN": "tok-123456" } },\n\t},\n}\n';

describe('wiring an app', () => {
  it('gives back the same bytes when it is taken back', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers, 0o640);
    await folder.wire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toContain('PATCHBAY_APP_KEY');
    expect((await stat(folder.file('mcp.json'))).mode & 0o777).toBe(0o640);
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
    expect(await folder.wiring.wired('some-app')).toEqual([]);
  });

  it('makes a file that is missing, with its folders, and takes all of them away again', async () => {
    await using folder = await AppFolder.make();
    await folder.wire(folder.app('.new/deep/mcp.json'));
    expect((await stat(folder.file('.new/deep/mcp.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder.file('.new'))).mode & 0o777).toBe(0o700);
    await folder.unwire(folder.app('.new/deep/mcp.json'));
    expect(await readdir(folder.path)).not.toContain('.new');
  });

  it('leaves a folder in which the app has put something meanwhile', async () => {
    await using folder = await AppFolder.make();
    await folder.wire(folder.app('.new/mcp.json'));
    await folder.write('.new/log.txt', 'hi');
    await folder.unwire(folder.app('.new/mcp.json'));
    expect(await readdir(folder.file('.new'))).toEqual(['log.txt']);
  });

  it('changes nothing the second time', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    expect(planView(plan).changes).toEqual([]);
    await folder.wiring.apply(plan);
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
  });

  it('survives a restart', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    const later = new Wiring(folder.home);
    expect(await later.wired('some-app')).toMatchObject([{ path: folder.file('mcp.json'), entry }]);
    await later.apply(await later.planUnwire(folder.app('mcp.json')));
    expect(await folder.text('mcp.json')).toBe(servers);
  });

  it('shows what it would do without any secret', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    const [change] = planView(await folder.wiring.planWire(folder.app('mcp.json'))).changes;
    expect(change?.diff).toContain('+\t\t"patchbay": {');
    expect(change?.diff).toContain('"A_TOKEN": "[redacted]"');
    expect(change?.diff).not.toMatch(/abc123|tok-123456/);
  });

  it('is the same wiring while it is mended, and another one when the person wires anew', async () => {
    await using folder = await AppFolder.make();
    const app = folder.app('mcp.json');
    const since = async () => (await folder.wiring.wired('some-app'))[0]?.since;
    await folder.write('mcp.json', servers);
    await folder.wire(app);
    const first = await since();
    await folder.write('mcp.json', servers);
    await folder.wiring.apply(await folder.wiring.planWire(app, { isMend: true }));
    expect(await since()).toBe(first);
    await folder.unwire(app);
    await expect.poll(() => new Date().toISOString()).not.toBe(first);
    await folder.wire(app);
    expect(await since()).not.toBe(first);
  });

  it('changes nothing while it only plans', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wiring.planWire(folder.app('mcp.json'));
    await folder.wiring.planUnwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
    expect((await readdir(folder.path)).toSorted()).toEqual(['home', 'mcp.json']);
  });
});

describe('a file that changed after it was wired', () => {
  it('loses only our entry', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    const changed = JSON.stringify({ $schema: 'https://x', mcpServers: { b: { command: 'y' }, patchbay: entry }, theme: 'light' }, null, 4);
    await folder.write('mcp.json', changed);
    await folder.unwire(folder.app('mcp.json'));
    expect(JSON.parse((await folder.text('mcp.json')) ?? '')).toEqual({
      $schema: 'https://x',
      mcpServers: { b: { command: 'y' } },
      theme: 'light',
    });
  });

  it('loses the keys that were made for our entry, where nothing else stands below them', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', '{ "a": 1 }');
    await folder.wire(folder.app('mcp.json'));
    await folder.write('mcp.json', ((await folder.text('mcp.json')) ?? '').replace('"a": 1', '"a": 2'));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe('{ "a": 2 }');
  });

  it('goes where it was made for us and nothing is left in it', async () => {
    await using folder = await AppFolder.make();
    await folder.wire(folder.app('mcp.json'));
    await folder.write('mcp.json', JSON.stringify(JSON.parse((await folder.text('mcp.json')) ?? ''), null, 8));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.bytes('mcp.json')).toBeNull();
  });

  it('keeps what the app added to our entry when that is renewed', async () => {
    await using folder = await AppFolder.make();
    await folder.wire(folder.app('mcp.json'));
    await folder.write('mcp.json', JSON.stringify({ mcpServers: { patchbay: { ...entry, autoApprove: ['a'] } } }));
    expect(planView(await folder.wiring.planWire(folder.app('mcp.json'))).changes).toEqual([]);
    await folder.wire(folder.app('mcp.json', { entry: { ...entry, command: '/new/shim' } }));
    expect(JSON.parse((await folder.text('mcp.json')) ?? '')).toEqual({
      mcpServers: { patchbay: { ...entry, command: '/new/shim', autoApprove: ['a'] } },
    });
  });

  it('comes back to its first bytes also after our entry was renewed', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    await folder.wire(folder.app('mcp.json', { entry: { ...entry, command: '/new/shim' } }));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
  });

  it('comes back as the app left it when the app had lost our entry and it was mended', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    await folder.write('mcp.json', '{"wiped":true}');
    await folder.wire(folder.app('mcp.json'));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe('{"wiped":true}');
  });

  it('is unwired also where nothing is remembered of it', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    await folder.wire(folder.app('mcp.json'));
    await rm(folder.file('home/wiring.json'));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
  });

  it('leaves an entry of our name that somebody else made', async () => {
    await using folder = await AppFolder.make();
    const theirs = '{ "mcpServers": { "patchbay": { "command": "other" } } }\n';
    await folder.write('mcp.json', theirs);
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(theirs);
  });

  it('is forgotten when it is gone', async () => {
    await using folder = await AppFolder.make();
    await folder.wire(folder.app('mcp.json'));
    await rm(folder.file('mcp.json'));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.wiring.wired('some-app')).toEqual([]);
  });
});

describe('what stood under our name before', () => {
  const own = '{\n  "mcpServers": {\n    "patchbay": { "command": "mine" }\n  }\n}\n';

  it('is put back, to the byte or as an entry', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', own);
    await folder.wire(folder.app('mcp.json'));
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(own);
    await folder.wire(folder.app('mcp.json'));
    await folder.write('mcp.json', ((await folder.text('mcp.json')) ?? '').replace('{', '{ "more": 1,'));
    await folder.unwire(folder.app('mcp.json'));
    expect(JSON.parse((await folder.text('mcp.json')) ?? '')).toEqual({ more: 1, mcpServers: { patchbay: { command: 'mine' } } });
  });
});

describe('servers that move into Patchbay', () => {
  it('leave the file in the same change, and come back with it', async () => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    const plan = await folder.wiring.planWire(folder.app('mcp.json'), { takeOver: ['a', 'not-there'] });
    expect(plan.takesOver).toEqual(['a']);
    await folder.wiring.apply(plan);
    expect(await folder.text('mcp.json')).not.toContain('"a"');
    await folder.unwire(folder.app('mcp.json'));
    expect(await folder.text('mcp.json')).toBe(servers);
  });

  it('come back as they were also after later changes', async () => {
    await using folder = await AppFolder.make();
    await folder.write('config.toml', '[mcp_servers.a]\ncommand = "x"\n');
    const app = { id: 'codex', label: 'Codex', files: [fileAt(folder.file('config.toml'), tomlPlace)] };
    await folder.wire(app, ['a']);
    await folder.write('config.toml', `model = "o"\n${await folder.text('config.toml')}`);
    await folder.unwire(app);
    expect(await folder.text('config.toml')).toBe('model = "o"\n\n[mcp_servers.a]\ncommand = "x"\n');
  });
});

describe('a file that two apps read', () => {
  it('is wired once', async () => {
    await using folder = await AppFolder.make();
    await mkdir(folder.file('project'));
    await folder.wire(folder.app('project/.mcp.json'));
    await expect(folder.wiring.planWire(folder.app('project/.mcp.json', {}, 'other-app'))).rejects.toThrow(/wired for some-app already/);
    const elsewhere = folder.app('project/.mcp.json', { place: { ...jsonPlace, keyPath: ['servers'] } }, 'other-app');
    await folder.wire(elsewhere);
    await folder.unwire(elsewhere);
    await folder.unwire(folder.app('project/.mcp.json'));
    expect(await readdir(folder.file('project'))).toEqual([]);
  });
});

describe('a change that was cut short, of a file that somebody changed since', () => {
  it.each([
    ['happened where our entry stands there', true],
    ['did not happen where it stands there not', false],
  ])('%s', async (_, happened) => {
    await using folder = await AppFolder.make();
    await folder.write('mcp.json', servers);
    const plan = await folder.wiring.planWire(folder.app('mcp.json'));
    const records = new WiringRecords(join(folder.home, 'wiring.json'));
    await records.begin(plan.changes.map((change) => ({ change, temporary: folder.file('.left.tmp') })));
    await folder.write('.left.tmp', 'half');
    await folder.write('mcp.json', JSON.stringify({ mcpServers: happened ? { patchbay: entry } : {}, later: 1 }));
    expect((await folder.wiring.wired('some-app')).length).toBe(happened ? 1 : 0);
    expect(await folder.bytes('.left.tmp')).toBeNull();
  });
});
