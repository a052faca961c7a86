import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSource } from '../../contract/imports.ts';
import type { WiringPlan } from '../../contract/known-apps.ts';
import type { Server } from '../../contract/models.ts';
import { serverProgram } from '../helpers/broker-process.ts';
import { Person } from '../helpers/person.ts';

const memory = {
  command: process.execPath,
  args: [serverProgram('memory')],
  env: { GITHUB_TOKEN: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' },
};
const cursor = JSON.stringify({ mcpServers: { brain: memory, stays: { command: '/nowhere/x' } } }, null, 2);
const claude = JSON.stringify({ mcpServers: { same: { command: 'x' } }, projects: { '/p': { mcpServers: { same: { command: 'y' } } } } });

let person: Person;

beforeAll(async () => {
  person = await Person.with({ 'patchbay/config.yaml': 'version: 1\nservers: {}\n', '.cursor/mcp.json': cursor, '.claude.json': claude });
});
afterAll(() => person[Symbol.asyncDispose]());

async function candidate(app: string, title: string): Promise<string> {
  const sources = (await person.broker.api('imports.find')) as ImportSource[];
  const found = sources.filter((source) => source.app === app).flatMap(({ candidates }) => candidates);
  return found.find((each) => each.title === title)?.id ?? '';
}

describe('a server that is taken over with the wiring', () => {
  it('moves into Patchbay, its secret into the vault, and back out when the app is unwired', async () => {
    const id = await candidate('cursor', 'brain');
    const plan = (await person.broker.api('apps.plan', { app: 'cursor', action: 'wire', takeOver: [id] })) as WiringPlan;
    expect(plan).toMatchObject({ takesOver: ['brain'], warnings: [] });
    expect(plan.changes[0]?.diff).not.toContain('ghp_abcdefghijkl');
    expect(await person.broker.api('servers.list')).toEqual([]);
    await person.broker.api('apps.apply', { plan: plan.id });
    const text = await person.read('.cursor/mcp.json');
    expect(Object.keys(JSON.parse(text).mcpServers)).toEqual(['stays', 'patchbay']);
    expect((await person.broker.api('servers.list')) as Server[]).toMatchObject([{ name: 'brain' }]);
    const config = await person.read('patchbay/config.yaml');
    expect(config).toContain('secret:');
    expect(config).not.toContain('ghp_');
    expect(await person.app('cursor')).toMatchObject({ drift: [] });
    await person.change({ app: 'cursor', action: 'unwire' });
    expect(await person.read('.cursor/mcp.json')).toBe(cursor);
  });

  it('only leaves the app’s file where Patchbay has it already', async () => {
    const id = await candidate('cursor', 'brain');
    await person.change({ app: 'cursor', action: 'wire', takeOver: [id] });
    expect(JSON.parse(await person.read('.cursor/mcp.json')).mcpServers).not.toHaveProperty('brain');
    expect((await person.broker.api('servers.list')) as Server[]).toHaveLength(1);
  });

  it('stays where it was changed since it was found', async () => {
    const id = await candidate('cursor', 'stays');
    const changed = JSON.parse(await person.read('.cursor/mcp.json'));
    changed.mcpServers.stays.env = { A: 'changed' };
    await person.write('.cursor/mcp.json', JSON.stringify(changed));
    const plan = person.broker.api('apps.plan', { app: 'cursor', action: 'wire', takeOver: [id] });
    await expect(plan).rejects.toThrow(/look for it again/);
  });

  it('is added where Patchbay had it when it was found, and has it no more', async () => {
    await person.change({ app: 'cursor', action: 'unwire' });
    const id = await candidate('cursor', 'brain');
    await person.broker.api('servers.remove', { name: 'brain' });
    await person.change({ app: 'cursor', action: 'wire', takeOver: [id] });
    expect((await person.broker.api('servers.list')) as Server[]).toMatchObject([{ name: expect.stringMatching(/^brain/) }]);
  });

  it('stays where its name means different servers', async () => {
    const id = await candidate('claude-code', 'same');
    const plan = (await person.broker.api('apps.plan', { app: 'claude-code', action: 'wire', takeOver: [id] })) as WiringPlan;
    expect(plan).toMatchObject({ takesOver: [], warnings: [expect.stringContaining('same stands in more than one place')] });
  });

  it.each([
    ['one that nobody found', 'cursor', () => Promise.resolve('import-0')],
    ['one of another app', 'cursor', () => candidate('claude-code', 'same')],
  ])('is refused: %s', async (_, app, find) => {
    const takeOver = [await find()];
    await expect(person.broker.api('apps.plan', { app, action: 'wire', takeOver })).rejects.toThrow(/found too long ago/);
  });
});
