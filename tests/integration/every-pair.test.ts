import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { known } from '../helpers/known-servers.ts';
import { featureScript, legacyClient, modernClient } from '../helpers/feature-script.ts';
import type { Program } from '../helpers/raw-client.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/servers/features/${name}.ts`, import.meta.url));

/** The address of a server that was started for it. */
async function listening(era: string, flag: string): Promise<{ url: string }> {
  const child = spawn(process.execPath, [fixture(era), flag], { stdio: ['ignore', 'pipe', 'inherit'] });
  stack.defer(async () => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(String(line)) as { url: string };
}

const started = (era: string) => ({ command: process.execPath, args: [fixture(era)] });

const servers: readonly [string, () => Promise<object> | object][] = [
  ['legacy over stdio', () => started('legacy')],
  ['legacy over HTTP', () => listening('legacy', '--http')],
  ['legacy over SSE', () => listening('legacy', '--sse')],
  ['modern over stdio', () => started('modern')],
  ['modern over HTTP', () => listening('modern', '--http')],
];

const tools = Object.fromEntries(
  ['greet', 'count', 'ask_form', 'ask_url', 'ask_model', 'ask_roots'].map((name) => [name, { risk: 'read' }]),
);

async function shimOf(server: object): Promise<Program> {
  const configuration = {
    version: 1,
    servers: { features: { ...server, prefix: '', tools } },
    profiles: { default: { exposure: 'full' } },
  };
  const home = stack.use(await temporaryHome(JSON.stringify(configuration)));
  await known(stack.use(await BrokerProcess.start(home.folder)));
  return { command: process.execPath, args: [programs.shim, '--app', 'cli'], env: { PATCHBAY_HOME: home.folder } };
}

/** Straight to a server of the app's own era: what the person would have without Patchbay. */
async function direct(connect: typeof legacyClient, era: string): Promise<unknown> {
  await using client = await connect({ command: process.execPath, args: [fixture(era)] });
  return await featureScript(client);
}

const apps = [
  ['legacy', legacyClient],
  ['modern', modernClient],
] as const;
let without: ReadonlyMap<string, unknown>;
beforeAll(async () => {
  without = new Map(await Promise.all(apps.map(async ([era, connect]) => [era, await direct(connect, era)] as const)));
});

describe.each(servers)('a server that is %s', (_what, server) => {
  let shim: Program;
  beforeAll(async () => {
    shim = await shimOf(await server());
  });

  it.each(apps)('gives an app of the %s era what a server of that era would give it directly', async (era, connect) => {
    await using client = await connect(shim);
    expect(await featureScript(client)).toEqual(without.get(era));
  });
});
