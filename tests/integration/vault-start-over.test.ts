import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditRecord, Server } from '../../contract/models.ts';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { patchbay } from '../helpers/patchbay-command.ts';

const program = join(import.meta.dirname, '../fixtures/servers/leaky-server.mjs');
const damaged = '{ "version": 1, "id": ';

const stack = new AsyncDisposableStack();
let home: string;
let broker: BrokerProcess;

beforeAll(async () => {
  const config = `version: 1
servers:
  leaky: { command: ${process.execPath}, args: [${program}], env: { LEAKY_TOKEN: { secret: leaky-token } } }
`;
  home = stack.use(await temporaryHome(config)).folder;
  await writeFile(join(home, 'vault'), damaged, { mode: 0o600 });
  broker = stack.use(await BrokerProcess.start(home));
});
afterAll(() => stack.disposeAsync());

const leaky = async () => ((await broker.api('servers.list')) as Server[])[0];

/** What a window hears first of the vault. */
async function firstHeard(): Promise<unknown> {
  const headers = { authorization: `Bearer ${broker.ready.token}` };
  const response = await fetch(new URL('/api/events', broker.ready.url), { headers });
  let heard = '';
  for await (const chunk of response.body ?? []) {
    heard += Buffer.from(chunk).toString();
    const event = /event: vault\.changed\ndata: (.*)\n/.exec(heard);
    if (event === null) continue;
    return JSON.parse(event[1] ?? '');
  }
  throw new Error(heard);
}

it('A vault that can’t be read says so to a window that comes later, and how to begin a new one', async () => {
  await eventually(async () =>
    expect(await leaky()).toMatchObject({ state: 'needs-unlock', lastError: expect.stringContaining('start-over') }),
  );
  expect(await firstHeard()).toMatchObject({ state: 'broken', mayStartOver: true });
  expect(await broker.api('secrets.list')).toMatchObject([{ name: 'leaky-token', missing: false }]);
  expect((await patchbay(home, ['doctor'])).out).toMatch(/ILL +vault .*start-over/);
});

it('A new vault is begun only by who says that they want to lose the old one', async () => {
  expect(await patchbay(home, ['secrets', 'start-over'])).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
  expect(await readFile(join(home, 'vault'), 'utf8')).toBe(damaged);
});

it('In a new vault every server says which secret it misses, and goes on once that is set', async () => {
  const { code, out } = await patchbay(home, ['secrets', 'start-over', '--yes', '--json']);
  expect(code).toBe(0);
  const { vault, kept } = JSON.parse(out) as { vault: unknown; kept: string };
  expect(vault).toMatchObject({ state: 'open', mayStartOver: false, secrets: 0 });
  expect(await readFile(kept, 'utf8')).toBe(damaged);
  await eventually(async () =>
    expect(await leaky()).toMatchObject({ state: 'failed', lastError: expect.stringContaining('patchbay secrets set leaky-token') }),
  );
  expect(await broker.api('secrets.list')).toMatchObject([{ name: 'leaky-token', usedBy: ['leaky'], missing: true }]);
  await patchbay(home, ['secrets', 'set', 'leaky-token'], 'entered-again-81c7');
  await eventually(async () => expect((await leaky())?.tools).toBe(4));
  expect(await patchbay(home, ['secrets', 'start-over', '--yes'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Nothing was changed'),
  });
  const { records } = (await broker.api('audit.search')) as { records: AuditRecord[] };
  expect(records).toContainEqual(expect.objectContaining({ kind: 'vault.started-over', detail: kept }));
});
