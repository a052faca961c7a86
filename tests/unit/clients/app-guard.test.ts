import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../helpers/eventually.ts';
import { GuardedHome } from '../../helpers/guarded-home.ts';
import { known } from '../../helpers/known-client.ts';

const file = '.cursor/mcp.json';
const cursor = known('cursor');
const others = `${JSON.stringify({ mcpServers: { one: { command: 'x' }, two: { command: 'y' }, three: { url: 'https://z.example' } } })}\n`;

async function guarded(text = others): Promise<GuardedHome> {
  const home = await GuardedHome.with({ [file]: text });
  await home.wire(cursor);
  await home.guard.start();
  return home;
}

describe('other servers that go together with the entry', () => {
  it.each([
    ['is emptied', (home: GuardedHome) => home.write(file, '')],
    ['says nothing any more', (home: GuardedHome) => home.write(file, '{}')],
    ['has its servers cleared', (home: GuardedHome) => home.write(file, '{ "mcpServers": {} }')],
    ['is deleted', (home: GuardedHome) => rm(home.file(file))],
  ])('are told and can be brought back to the byte when a file %s', async (_, wreck) => {
    await using home = await guarded();
    const before = await home.read(file);
    await wreck(home);
    await home.guard.checkAll();
    const { drift } = await home.known.view(cursor);
    expect(drift).toMatchObject([
      { kind: 'lost' },
      {
        kind: 'others-lost',
        leftAlone: false,
        message: expect.stringMatching(/^3 other servers are gone from .*, too: one, two, three\.$/),
      },
    ]);
    await home.restore(cursor, drift[1]?.backup?.id ?? '');
    await home.guard.checkAll();
    expect(await home.read(file)).toBe(before);
    expect((await home.known.view(cursor)).drift).toEqual([]);
  });

  it('are told also where the entry was put back by itself, until they are there again', async () => {
    await using home = await guarded();
    home.choice = 'mend';
    await home.write(file, '{ "mcpServers": {} }');
    await home.guard.checkAll();
    await home.guard.checkAll();
    expect(await home.read(file)).toContain('PATCHBAY_APP_KEY');
    expect(await home.known.view(cursor)).toMatchObject({
      state: 'needs-restart',
      message: expect.stringContaining('3 other servers are gone'),
      drift: [{ kind: 'others-lost' }],
    });
    const one = { mcpServers: { ...JSON.parse(await home.read(file)).mcpServers, one: { command: 'x' } } };
    await home.write(file, JSON.stringify(one));
    await home.guard.checkAll();
    expect((await home.known.view(cursor)).drift).toMatchObject([{ message: expect.stringContaining('2 other servers are gone') }]);
  });

  it('stay told, with what brings them back, after a moment in which nobody could read the file', async () => {
    await using home = await guarded();
    const before = await home.read(file);
    home.choice = 'mend';
    await home.write(file, '{ "mcpServers": {} }');
    await home.guard.checkAll();
    const mended = await home.read(file);
    await home.write(file, mended.slice(0, -5));
    await home.guard.checkAll();
    await home.write(file, mended);
    await home.guard.checkAll();
    const { drift } = await home.known.view(cursor);
    expect(drift).toMatchObject([{ kind: 'others-lost' }]);
    await home.restore(cursor, drift[0]?.backup?.id ?? '');
    expect(await home.read(file)).toBe(before);
    await home.guard.checkAll();
    const { patchbay } = JSON.parse(before).mcpServers;
    await home.write(file, JSON.stringify({ mcpServers: { patchbay } }));
    await home.guard.checkAll();
    expect((await home.known.view(cursor)).drift).toEqual([]);
  });

  it('are told once an app is back that was gone from the computer for a while', async () => {
    const inProject = 'project/.mcp.json';
    await using home = await GuardedHome.with({ [inProject]: others, '.claude/x': '' });
    await home.wire(known('claude-code'), home.file('project'));
    await home.guard.start();
    await rm(home.file('.claude'), { recursive: true });
    await home.write(inProject, '{ "mcpServers": {} }');
    await home.guard.checkAll();
    await home.write('.claude/x', '');
    await home.guard.checkAll();
    expect((await home.known.view(known('claude-code'))).drift).toMatchObject([{ kind: 'lost' }, { kind: 'others-lost' }]);
  });

  it('are those that stood there last, as they were then', async () => {
    await using home = await guarded();
    const more = (await home.read(file)).replace('"y"', '"y", "env": { "TOKEN": "ghp_abcdefghijklmnopqrstuvwxyz0123456789" }');
    const now = more.replace('"one"', '"added": { "command": "w" }, "one"');
    await home.write(file, now);
    await home.guard.checkAll();
    await home.write(file, '');
    await home.guard.checkAll();
    const { drift } = await home.known.view(cursor);
    expect(drift[1]?.message).toContain('4 other servers');
    expect(JSON.stringify(drift)).not.toContain('ghp_');
    await home.restore(cursor, drift[1]?.backup?.id ?? '');
    expect(await home.read(file)).toBe(now);
  });

  it('are no drift where somebody took out only them, or only the entry', async () => {
    await using home = await guarded();
    const text = await home.read(file);
    const { patchbay } = JSON.parse(text).mcpServers;
    await home.write(file, JSON.stringify({ mcpServers: { patchbay } }));
    await home.guard.checkAll();
    expect((await home.known.view(cursor)).drift).toEqual([]);
    await home.write(file, text);
    await home.guard.checkAll();
    await home.write(file, others);
    await home.guard.checkAll();
    expect((await home.known.view(cursor)).drift).toMatchObject([{ kind: 'lost' }]);
  });

  it('can be brought back after a restart though what was kept of them was lost', async () => {
    await using home = await guarded();
    await rm(join(home.patchbayHome, 'last-good'), { recursive: true });
    await home.restart();
    const before = await home.read(file);
    await home.write(file, '');
    await home.restart();
    const { drift } = await home.known.view(cursor);
    expect(drift).toMatchObject([{ kind: 'lost' }, { kind: 'others-lost' }]);
    await home.restore(cursor, drift[1]?.backup?.id ?? '');
    expect(await home.read(file)).toBe(before);
  });

  it('are forgotten, and what was kept of them goes, once the app is unwired', async () => {
    await using home = await guarded();
    const kept = () => home.wiring.keepGood('cursor', home.file(file), 'anything');
    expect(await kept()).toBeNull();
    const [good] = [...home.memory.goodFiles('cursor').values()];
    await home.restore(cursor, (await home.wiring.backups('cursor'))[0]?.id ?? '');
    await home.guard.checkAll();
    expect(home.memory.goodFiles('cursor').size).toBe(0);
    await expect(home.restore(cursor, good?.backup.id ?? '')).rejects.toThrow(/no backup/);
  });
});

describe('the guard', () => {
  it('mends what can be mended though the file of a project can not be written', async () => {
    await using home = await guarded();
    const project = home.file('project');
    await mkdir(project);
    await home.wire(cursor, project);
    await home.guard.checkAll();
    home.choice = 'mend';
    await home.write('project/.cursor/mcp.json', '{}');
    await home.write(file, '{}');
    await chmod(home.file('project/.cursor/mcp.json'), 0o400);
    await home.guard.checkAll();
    expect(await home.read(file)).toContain('PATCHBAY_APP_KEY');
    expect(await home.read('project/.cursor/mcp.json')).toBe('{}');
    expect(home.reports).toContainEqual(expect.stringMatching(/could not be put back: .*may only be read/));
  });

  it('outlives a list of wired files that it can not read, and goes on once it can', async () => {
    await using home = await GuardedHome.with({ [file]: others }, 50);
    const list = join(home.patchbayHome, 'wiring.json');
    await mkdir(list);
    await expect(home.guard.start()).rejects.toThrow(/EISDIR/);
    await eventually(() => expect(home.reports.length).toBeGreaterThan(2));
    expect(home.reports).toContain('The wired files could not be looked after.');
    await rm(list, { recursive: true });
    await home.wire(cursor);
    await eventually(() => expect(home.memory.goodFiles('cursor').size).toBe(1));
    await home.write(file, '');
    await eventually(() => expect(home.notes).toContainEqual(expect.objectContaining({ kind: 'app.drifted' })));
  });
});
