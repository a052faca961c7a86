import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord, Server } from '../../contract/models.ts';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { patchbay } from '../helpers/patchbay-command.ts';
import { LoopbackServer, ScriptedServer } from '../helpers/remote-servers.ts';
import { filesWith, processesShowing } from '../helpers/secret-leaks.ts';

const program = join(import.meta.dirname, '../fixtures/servers/leaky-server.mjs');
const token = 'pat-"kL9/mN0+ üpQ1';
const keyArgument = 'argument-0f4c1d';
const odd = 'x3-odd-0f4c1d9b';

const stack = new AsyncDisposableStack();
let home: string;
let broker: BrokerProcess;
let app: Client;

beforeAll(async () => {
  const config = `version: 1
servers:
  leaky: { command: ${process.execPath}, args: [${program}, { secret: key, prefix: "--key=" }], env: { LEAKY_TOKEN: { secret: leaky-token } } }
  other: { command: ${process.execPath}, args: [${program}] }
`;
  home = stack.use(await temporaryHome(config)).folder;
  broker = stack.use(await BrokerProcess.start(home));
  app = stack.use(await connectApp(home)).client;
});
afterAll(() => stack.disposeAsync());

async function serverOf(name: string): Promise<Server> {
  // What the contract says.
  const servers = (await broker.api('servers.list')) as Server[];
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) throw new Error(`there is no ${name}`);
  return server;
}

function call(tool: string, given: Record<string, unknown> = {}) {
  return app.callTool({ name: 'call_tool', arguments: { name: tool, arguments: given } });
}

async function records(): Promise<AuditRecord[]> {
  return ((await broker.api('audit.search', { limit: 1_000 })) as { records: AuditRecord[] }).records;
}

describe('a server that needs a secret', () => {
  it('names the secret that is missing, and what to do', async () => {
    await eventually(async () => expect(await serverOf('leaky')).toMatchObject({ state: 'failed' }));
    const { lastError, command } = await serverOf('leaky');
    expect(lastError).toMatch(
      /needs the secret (key|leaky-token), which the vault doesn't have: set it in Settings, or with "patchbay secrets set/,
    );
    expect(command).toContain('--key=‹secret key›');
    const listed = await patchbay(home, ['secrets', '--json']);
    expect(JSON.parse(listed.out)).toEqual([
      { name: 'key', usedBy: ['leaky'], missing: true, changedAt: null },
      { name: 'leaky-token', usedBy: ['leaky'], missing: true, changedAt: null },
    ]);
    expect((await patchbay(home, ['doctor'])).out).toMatch(/ILL +secret key +leaky can't start without it/);
  });

  it('works as soon as it is set on stdin, without further ado', async () => {
    expect(await patchbay(home, ['secrets', 'set', 'key'], `${keyArgument}\n`)).toMatchObject({ code: 0, err: '' });
    expect(await patchbay(home, ['secrets', 'set', 'leaky-token'], `${token}\n`)).toMatchObject({ code: 0 });
    await eventually(async () => expect((await serverOf('leaky')).tools).toBe(4));
    const answer = textOf(await call('leaky.get_secret'));
    expect(JSON.parse(answer)).toEqual({ environment: token, arguments: [`--key=${keyArgument}`] });
  });

  it('is the only process that was given it', async () => {
    await call('other.get_secret');
    const { pid } = await serverOf('leaky');
    expect((await serverOf('other')).pid).toEqual(expect.any(Number));
    expect(processesShowing(token)).toEqual([pid]);
    expect(processesShowing(keyArgument)).toEqual([pid]);
  });

  it('leaves it in no file, whatever it and its app do with it', async () => {
    await call('leaky.get_failure', { note: token, [token]: 1 });
    await call('leaky.get_error', { note: 'x'.repeat(5_000) + token }).catch(() => undefined);
    await call('leaky.get_secret', { text: `Basic ${Buffer.from(`kim:${token}`).toString('base64')}` });
    await call(`leaky.${token}`).catch(() => undefined);
    await call('leaky.get_crash').catch(() => undefined);
    await eventually(async () => expect(await broker.api('servers.log', { name: 'leaky' })).toContain('fatal: [redacted]'));
    expect(await broker.api('servers.log', { name: 'leaky' })).toContainEqual(
      expect.stringMatching(/^connecting with \[redacted\], .{0,8}\[redacted\].{0,4}, "\[redacted\]"$/),
    );
    expect((await records()).filter(({ server, kind }) => server === 'leaky' && kind.startsWith('call')).length).toBeGreaterThan(4);
    expect(JSON.stringify([await broker.api('status.get'), await records()])).not.toContain(token);
    expect(await filesWith(home, token)).toEqual([]);
    expect(await filesWith(home, keyArgument)).toEqual([]);
  });

  it('is begun anew when the secret is another, and nobody is asked', async () => {
    await call('leaky.get_secret');
    const before = (await serverOf('leaky')).pid;
    await patchbay(home, ['secrets', 'set', 'leaky-token'], odd);
    await eventually(async () => {
      const { state, pid } = await serverOf('leaky');
      expect([state, pid === before]).toEqual(['running', false]);
    });
    expect(textOf(await call('leaky.get_secret'))).toContain(odd);
    expect(await broker.api('approvals.list')).toEqual([]);
    expect(await filesWith(home, odd)).toEqual([]);
  });

  it('does not run on without it', async () => {
    expect(await patchbay(home, ['secrets', 'remove', 'leaky-token'])).toMatchObject({ code: 0 });
    await eventually(async () => expect(await serverOf('leaky')).toMatchObject({ state: 'failed', pid: null }));
    expect(JSON.stringify(await call('leaky.get_secret'))).toContain('secret_missing');
    expect(await patchbay(home, ['secrets', 'remove', 'leaky-token'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no secret called'),
    });
  });

  it('leaves what was done in the log by name', async () => {
    const done = (await records()).filter(({ kind }) => kind.startsWith('secret.')).map(({ kind, detail }) => `${kind} ${detail}`);
    expect(done.toReversed()).toEqual(['secret.set key', 'secret.set leaky-token', 'secret.set leaky-token', 'secret.removed leaky-token']);
  });
});

it('a server that is added from the command line may be given a secret by its name', async () => {
  await patchbay(home, ['secrets', 'set', 'third'], 'third-5511bb07');
  const added = await patchbay(home, ['servers', 'add', 'third', '--env-secret', 'LEAKY_TOKEN=third', '--', process.execPath, program]);
  expect(added).toMatchObject({ code: 0 });
  expect(textOf(await call('third.get_secret'))).toContain('third-5511bb07');
  expect(await filesWith(home, 'third-5511bb07')).toEqual([]);
});

describe('a secret of any size', () => {
  it.each([1_280, 1_281, 5_558, 60_000])('of %i characters reaches the server whole, and no file', async (length) => {
    const value = `${length}-${'aZ09'.repeat(length / 4 + 1)}`.slice(0, length);
    await patchbay(home, ['secrets', 'set', 'leaky-token'], value);
    expect(JSON.parse(textOf(await call('leaky.get_secret', { note: value })))).toMatchObject({ environment: value });
    expect(await filesWith(home, value.slice(0, 60))).toEqual([]);
  });
});

describe('a remote server', () => {
  it('gets the secret in its header, after the words that go before it', async () => {
    const scripted = new ScriptedServer(() => false);
    await using listening = await LoopbackServer.listen(scripted.listener);
    const url = listening.url;
    await broker.api('secrets.set', { name: 'remote', value: 'header-5e1f0a77' });
    await broker.api('servers.add', { name: 'remote', url, headers: { Authorization: { secret: 'remote', prefix: 'Bearer ' } } });
    expect(scripted.asked[0]?.headers).toMatchObject({ authorization: 'Bearer header-5e1f0a77' });
    expect(await readFile(join(home, 'config.yaml'), 'utf8')).toMatch(/Authorization:\s+secret: remote\s+prefix: "Bearer "/);
    expect(await filesWith(home, 'header-5e1f0a77')).toEqual([]);
  });
});
