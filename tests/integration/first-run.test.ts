import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SetUpProposal, SetUpResult, SetUpStep } from '../../contract/first-run.ts';
import type { Server } from '../../contract/models.ts';
import type { Secret } from '../../contract/vault.ts';
import { serverProgram } from '../helpers/broker-process.ts';
import { Person } from '../helpers/person.ts';

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
const brain = { command: process.execPath, args: [serverProgram('memory')], env: { GITHUB_TOKEN: token } };
const cursor = JSON.stringify({ mcpServers: { brain } }, null, 2);
const gemini = JSON.stringify({ mcpServers: {} }, null, 2);

let person: Person;

beforeAll(async () => {
  person = await Person.with({
    'patchbay/config.yaml': 'version: 1\nservers: {}\n',
    '.cursor/mcp.json': cursor,
    '.gemini/settings.json': gemini,
  });
});
afterAll(() => person[Symbol.asyncDispose]());

async function setUp(): Promise<SetUpResult> {
  const { apps, servers } = (await person.broker.api('firstRun.propose')) as SetUpProposal;
  const chosen = { apps: apps.map(({ app }) => app), servers: servers.map(({ id }) => id), moveOut: true };
  return (await person.broker.api('firstRun.apply', chosen)) as SetUpResult;
}

const undo = async () => ((await person.broker.api('firstRun.undo')) as { steps: SetUpStep[] }).steps;
const names = async (method: string) => ((await person.broker.api(method)) as (Server | Secret)[]).map(({ name }) => name);

describe('setting up, and taking it back', () => {
  it('moves the server of an app into Patchbay, connects both apps, calls a tool, and leaves every file as it was', async () => {
    const { steps, call } = await setUp();
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(call).toMatchObject({ tool: 'brain.read_graph', ok: true });
    expect(JSON.parse(await person.read('.cursor/mcp.json')).mcpServers).not.toHaveProperty('brain');
    expect([await names('servers.list'), await names('secrets.list')]).toEqual([['brain'], ['github-token']]);
    expect((await undo()).filter(({ ok }) => !ok)).toEqual([]);
    expect([await names('servers.list'), await names('secrets.list')]).toEqual([[], []]);
    expect([await person.read('.cursor/mcp.json'), await person.read('.gemini/settings.json')]).toEqual([cursor, gemini]);
  });

  it('leaves what the person did since: an app connected anew, a secret with another value', async () => {
    await setUp();
    await person.change({ app: 'cursor', action: 'unwire' });
    await person.change({ app: 'cursor', action: 'wire' });
    await person.broker.api('secrets.set', { name: 'github-token', value: 'another value' });
    const steps = await undo();
    expect(steps.map(({ what }) => what)).toEqual([
      'Gemini CLI was disconnected',
      'Cursor stays connected',
      'brain was removed',
      'The secret github-token is still there',
    ]);
    expect(Object.keys(JSON.parse(await person.read('.cursor/mcp.json')).mcpServers)).toEqual(['brain', 'patchbay']);
    expect(await person.read('.gemini/settings.json')).toBe(gemini);
  });

  it('takes back a connection that Patchbay mended meanwhile', async () => {
    await person.change({ app: 'cursor', action: 'unwire' });
    await setUp();
    await person.write('.gemini/settings.json', gemini);
    await person.broker.api('apps.guard', { app: 'gemini-cli', guard: 'mend' });
    await expect.poll(() => person.read('.gemini/settings.json'), { timeout: 30_000 }).toContain('patchbay');
    expect((await undo()).map(({ what }) => what)).toContain('Gemini CLI was disconnected');
    expect(JSON.parse(await person.read('.gemini/settings.json')).mcpServers).not.toHaveProperty('patchbay');
  });
});
