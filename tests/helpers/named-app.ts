import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js';
import type { AppEntry } from '../../contract/models.ts';
import type { BrokerProcess } from './broker-process.ts';

/** An app of its own name and key, started as its entry says: the SDK's client behind the real shim. */
export async function connectAs(
  broker: BrokerProcess,
  app: string,
  capabilities: ClientCapabilities = {},
): Promise<{ client: Client } & AsyncDisposable> {
  const { command, args, env } = (await broker.api('apps.connect', { app })) as AppEntry;
  const client = new Client({ name: app, version: '1.0.0' }, { capabilities });
  const home = { PATH: process.env['PATH'] ?? '', PATCHBAY_HOME: broker.ready.home };
  await client.connect(new StdioClientTransport({ command, args, env: { ...home, ...env }, stderr: 'inherit' }));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}
