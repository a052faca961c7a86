import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { freePort, tokenOf } from '../helpers/http-app.ts';
import type { Command } from './bridge/stdio-child.ts';
import type { Subject } from './suite.ts';

/** A throw-away Patchbay, and both ways into it. */
export interface Patchbay extends AsyncDisposable {
  /** The HTTP endpoint with its key. */
  readonly endpoint: Required<Subject>;
  /** The shim, as an app starts it. */
  readonly shim: Command;
}

/**
 * Starts Patchbay in front of one server that it shows whole, under its own names, and of which it asks nothing: `reading` names the tools
 * that count as reading. Resolves when the server has said what it offers.
 */
export async function startPatchbay(server: Readonly<Record<string, unknown>>, reading: readonly string[]): Promise<Patchbay> {
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await temporaryHome());
  const port = await freePort();
  const tools = Object.fromEntries(reading.map((name) => [name, { risk: 'read' }]));
  // YAML reads JSON.
  const config = JSON.stringify({
    version: 1,
    servers: { subject: { ...server, prefix: '', tools } },
    profiles: { default: { servers: ['subject'], exposure: 'full', maxTools: 1_000, maxTokens: 1_000_000 } },
    endpoint: { port },
  });
  await writeFile(join(home.folder, 'config.yaml'), config, { mode: 0o600 });
  const broker = stack.use(await BrokerProcess.start(home.folder));
  await listed(broker);
  const endpoint = { url: `http://127.0.0.1:${port}/mcp`, key: await tokenOf(home.folder) };
  const shim = { command: process.execPath, args: [programs.shim, '--app', 'cli'], env: { PATCHBAY_HOME: home.folder } };
  const kept = stack.move();
  return { endpoint, shim, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Waits until the server has told its tools, or can't be asked. Then Patchbay stops it until somebody calls. */
async function listed(broker: BrokerProcess): Promise<void> {
  let began = false;
  for (let attempt = 0; attempt < 400; attempt += 1) {
    // The contract says so.
    const [server] = (await broker.api('servers.list')) as { state: string; tools: number }[];
    if (server === undefined || server.tools > 0 || server.state === 'failed' || (began && server.state !== 'starting')) return;
    began ||= server.state === 'starting';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
