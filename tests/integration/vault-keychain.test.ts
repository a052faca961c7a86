import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../contract/models.ts';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { patchbay } from '../helpers/patchbay-command.ts';
import { filesWith } from '../helpers/secret-leaks.ts';
import { noSecretService, SecretService } from '../helpers/secret-service.ts';

const program = join(import.meta.dirname, '../fixtures/servers/leaky-server.mjs');
const token = 'keyring-test-4471bd0e';

/** GNOME's own keyring, over libsecret, as it is on a desktop. */
describe.skipIf(noSecretService !== null)(`a vault with a real keyring${noSecretService === null ? '' : ` (${noSecretService})`}`, () => {
  const stack = new AsyncDisposableStack();
  let home: string;
  let keyring: SecretService;

  beforeAll(async () => {
    const config = `version: 1
servers:
  leaky: { command: ${process.execPath}, args: [${program}], env: { LEAKY_TOKEN: { secret: leaky-token } } }
`;
    home = stack.use(await temporaryHome(config)).folder;
    keyring = stack.use(await SecretService.start());
  });
  afterAll(() => stack.disposeAsync());

  const start = () => BrokerProcess.start(home, undefined, keyring.environment);

  async function stateOf(broker: BrokerProcess): Promise<Server> {
    const [server] = (await broker.api('servers.list')) as Server[];
    if (server === undefined) throw new Error('there is no server');
    return server;
  }

  async function call(): Promise<string> {
    await using app = await connectApp(home);
    return textOf(await callIn(app));
  }

  function callIn({ client }: Awaited<ReturnType<typeof connectApp>>): Promise<unknown> {
    return client.callTool({ name: 'call_tool', arguments: { name: 'leaky.get_secret', arguments: {} } });
  }

  it('keeps its key there and nowhere else', async () => {
    await using broker = await start();
    await patchbay(home, ['secrets', 'set', 'leaky-token'], token);
    expect(await broker.api('vault.status')).toMatchObject({ protection: 'keychain', state: 'open', secrets: 1 });
    expect(await call()).toContain(token);
    expect(existsSync(join(home, 'vault.key'))).toBe(false);
    expect(await filesWith(home, token)).toEqual([]);
  });

  it('gives the secret again after a restart', async () => {
    await using broker = await start();
    expect(await call()).toContain(token);
    expect(await broker.api('vault.status')).toMatchObject({ state: 'open' });
  });

  it('lets a server wait while the keyring is locked, and go on once it is not', async () => {
    await keyring.lock();
    const before = readFileSync(join(home, 'vault'));
    await using broker = await start();
    expect(await call()).toContain('vault_locked');
    expect(await stateOf(broker)).toMatchObject({ state: 'needs-unlock', lastError: expect.stringContaining('patchbay unlock') });
    expect(await broker.api('secrets.list')).toMatchObject([{ name: 'leaky-token', usedBy: ['leaky'], missing: false }]);
    await expect(broker.api('secrets.set', { name: 'leaky-token', value: 'never-written' })).rejects.toThrow('vault_locked');
    expect(await patchbay(home, ['unlock'])).toMatchObject({ code: 1, out: expect.stringContaining('is locked') });
    expect((await patchbay(home, ['doctor'])).out).toMatch(/ILL +vault /);
    expect([readFileSync(join(home, 'vault')), existsSync(join(home, 'vault.key'))]).toEqual([before, false]);
    await keyring.unlock();
    expect(await patchbay(home, ['unlock', '--json'])).toMatchObject({ code: 0, out: expect.stringContaining('"state":"open"') });
    await eventually(async () => expect(await stateOf(broker)).toMatchObject({ state: 'stopped', lastError: null }));
    expect(await call()).toContain(token);
    expect(await filesWith(home, token)).toEqual([]);
  });

  it('is locked, not weaker, where the keyring is gone', async () => {
    await keyring.stop();
    await using broker = await start();
    expect(await broker.api('vault.status')).toMatchObject({ protection: 'keychain', state: 'locked' });
    expect(existsSync(join(home, 'vault.key'))).toBe(false);
    await keyring.unlock();
    expect(await broker.api('vault.unlock')).toMatchObject({ state: 'open' });
  });

  it('holds up neither the start nor the end of Patchbay where the keyring does not answer', async () => {
    keyring.freeze();
    const broker = await start();
    // Connected before: a shim that finds no Patchbay would start one.
    await using app = await connectApp(home);
    const asked = callIn(app).catch((error: unknown) => String(error));
    expect(await broker.api('status.get')).toMatchObject({ state: 'running' });
    expect(await broker.api('secrets.list')).toHaveLength(1);
    await broker[Symbol.asyncDispose]();
    await asked;
    await keyring.unlock();
  });

  it('does not begin a weaker vault in a new home while the keyring is locked', async () => {
    await keyring.lock();
    await using fresh = await temporaryHome();
    await using broker = await BrokerProcess.start(fresh.folder, undefined, keyring.environment);
    await expect(broker.api('secrets.set', { name: 'a', value: 'never-written' })).rejects.toThrow('locked collection');
    expect([existsSync(join(fresh.folder, 'vault')), existsSync(join(fresh.folder, 'vault.key'))]).toEqual([false, false]);
  });
});
