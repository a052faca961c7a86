import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSource } from '../../contract/imports.ts';
import type { WiringPlan } from '../../contract/known-apps.ts';
import type { Server } from '../../contract/models.ts';
import type { Secret } from '../../contract/vault.ts';
import { serverProgram } from '../helpers/broker-process.ts';
import { Person } from '../helpers/person.ts';

const file = '.cursor/mcp.json';
const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const memory = { command: process.execPath, args: [serverProgram('memory')], env: { GITHUB_TOKEN: token } };

let person: Person;

beforeAll(async () => {
  person = await Person.with({ 'patchbay/config.yaml': 'version: 1\nservers: {}\n' });
});
afterAll(() => person[Symbol.asyncDispose]());

/** A server that first runs this script, then is a memory server. */
function after(script: string) {
  return { ...memory, args: ['-e', `${script};process.argv[1] = ${JSON.stringify(serverProgram('memory'))};import(process.argv[1])`] };
}

async function write(servers: object): Promise<void> {
  await person.write(file, JSON.stringify({ mcpServers: servers }, null, 2));
}

async function planTakingOver(...titles: string[]): Promise<WiringPlan> {
  const sources = (await person.broker.api('imports.find')) as ImportSource[];
  const found = sources.filter((source) => source.app === 'cursor').flatMap(({ candidates }) => candidates);
  const ids = found.filter(({ title }) => titles.includes(title)).map(({ id }) => id);
  return (await person.broker.api('apps.plan', { app: 'cursor', action: 'wire', takeOver: ids })) as WiringPlan;
}

const apply = ({ id }: WiringPlan) => person.broker.api('apps.apply', { plan: id });
const serverNames = async () => ((await person.broker.api('servers.list')) as Server[]).map(({ name }) => name);
const secretNames = async () => ((await person.broker.api('secrets.list')) as Secret[]).map(({ name }) => name);
const inFile = async () => Object.keys((JSON.parse(await person.read(file)) as { mcpServers: object }).mcpServers);

async function expectNothing(): Promise<void> {
  expect(await serverNames()).toEqual([]);
  expect(await secretNames()).toEqual([]);
  expect(await person.read('patchbay/config.yaml')).not.toContain('brain');
  expect(await inFile()).not.toContain('patchbay');
}

describe('a takeover that can’t be finished', () => {
  it('because the file was changed since, or may only be read, brings nothing; the same click does it all later', async () => {
    await write({ brain: memory });
    const plan = await planTakingOver('brain');
    const before = await person.read(file);
    await person.write(file, `${before}\n`);
    await expect(apply(plan)).rejects.toThrow('was changed by somebody else');
    await expectNothing();
    await person.write(file, before);
    await chmod(person.path(file), 0o444);
    await expect(apply(plan)).rejects.toThrow('may only be read');
    await expectNothing();
    await chmod(person.path(file), 0o644);
    await apply(plan);
    expect([await serverNames(), await inFile(), await secretNames()]).toEqual([['brain'], ['patchbay'], ['github-token']]);
    await person.change({ app: 'cursor', action: 'unwire' });
    await person.broker.api('servers.remove', { name: 'brain' });
    await person.broker.api('secrets.remove', { name: 'github-token' });
  });

  it('because the file changes while the server starts brings nothing, and the next click finishes it', async () => {
    const path = JSON.stringify(person.path(file));
    await write({ brain: after(`const fs = require('fs'); fs.writeFileSync(${path}, fs.readFileSync(${path}, 'utf8') + ' ')`) });
    await expect(apply(await planTakingOver('brain'))).rejects.toThrow('was changed by somebody else');
    await expectNothing();
    await write({ brain: memory });
    await apply(await planTakingOver('brain'));
    expect([await serverNames(), await inFile()]).toEqual([['brain'], ['patchbay']]);
    await person.change({ app: 'cursor', action: 'unwire' });
    await person.broker.api('servers.remove', { name: 'brain' });
    await person.broker.api('secrets.remove', { name: 'github-token' });
  });

  it('because another program takes the servers out of the file meanwhile keeps what is nowhere else', async () => {
    const path = JSON.stringify(person.path(file));
    await write({ brain: after(`require('fs').writeFileSync(${path}, '{"mcpServers": {}}')`) });
    await expect(apply(await planTakingOver('brain'))).rejects.toThrow('was changed by somebody else');
    expect([await serverNames(), await inFile()]).toEqual([['brain'], []]);
    await person.broker.api('servers.remove', { name: 'brain' });
    await person.broker.api('secrets.remove', { name: 'github-token' });
  });

  it('because one of several can’t be added brings none of them', async () => {
    await write({ brain: memory, bad: { url: 'https://a.example/mcp', headers: { Host: 'x' } } });
    await expect(apply(await planTakingOver('brain', 'bad'))).rejects.toThrow(/bad could not be taken over: .*Patchbay's own/);
    await expectNothing();
  });

  it('is done once where the click is made twice', async () => {
    await write({ brain: memory });
    const plan = await planTakingOver('brain');
    const clicks = await Promise.allSettled([apply(plan), apply(plan)]);
    expect(clicks.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect([await serverNames(), await inFile()]).toEqual([['brain'], ['patchbay']]);
    await person.change({ app: 'cursor', action: 'unwire' });
    await person.broker.api('servers.remove', { name: 'brain' });
  });

  it('because Patchbay is killed in between is finished by the next click, without a second server', async () => {
    await write({ brain: after('await new Promise((resolve) => setTimeout(resolve, 60_000))') });
    const clicked = apply(await planTakingOver('brain')).catch(() => 'cut off');
    await expect.poll(() => person.read('patchbay/config.yaml'), { timeout: 30_000 }).toContain('brain');
    await person.broker.kill();
    expect(await clicked).toBe('cut off');
    expect(await inFile()).toEqual(['brain']);
    await person.startPatchbay();
    const plan = await planTakingOver('brain');
    expect(plan.takesOver).toEqual(['brain']);
    await apply(plan);
    expect([await serverNames(), await inFile(), await secretNames()]).toEqual([['brain'], ['patchbay'], ['github-token']]);
  });
});
