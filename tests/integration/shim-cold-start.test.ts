import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEndpoint } from '../../main/lib/endpoint.ts';
import { homeAt, homeFolder } from '../../main/lib/home.ts';
import { lockHolder } from '../../main/lib/instance-lock.ts';
import { eventually } from '../helpers/eventually.ts';
import { connectApp, temporaryHome } from '../helpers/broker-process.ts';

let stack: AsyncDisposableStack;
let folder: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = homeFolder(join(stack.use(await temporaryHome()).folder, 'new'), {});
  stack.defer(() => stopBroker(folder));
});

afterEach(() => stack.disposeAsync());

/** What a shim started in the background is nobody's child. */
async function stopBroker(home: string): Promise<void> {
  const pid = await lockHolder(homeAt(home));
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  await eventually(async () => expect(await lockHolder(homeAt(home))).toBeNull());
}

describe('a shim in a home where no Patchbay has run yet', () => {
  it('starts the Patchbay that it came with, and the app has something to call', async () => {
    const { client } = stack.use(await connectApp(folder));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('call_tool');
    expect(await readEndpoint(homeAt(folder))).toMatchObject({
      pid: await lockHolder(homeAt(folder)),
      start: { args: expect.arrayContaining([folder]) },
    });
  });

  it('is one of ten at once: exactly one Patchbay lives, and serves them all', async () => {
    const apps = await Promise.all(Array.from({ length: 10 }, () => connectApp(folder)));
    for (const app of apps) stack.use(app);
    const lists = await Promise.all(apps.map(({ client }) => client.listTools()));
    expect(lists.map(({ tools }) => tools.length)).toEqual(Array(10).fill(lists[0]?.tools.length));
    expect(await readFile(join(folder, 'keys', 'cli.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    const log = await readFile(join(folder, 'logs', 'patchbay.log'), 'utf8').catch(() => '');
    expect(log).not.toContain('could not start');
  });

  it('leaves a Patchbay that goes on when the app is gone', async () => {
    const app = await connectApp(folder);
    const pid = await lockHolder(homeAt(folder));
    await app[Symbol.asyncDispose]();
    expect([pid, await lockHolder(homeAt(folder))]).toEqual([expect.any(Number), pid]);
  });
});
