import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { known } from '../helpers/known-servers.ts';

const program = fileURLToPath(new URL('../fixtures/servers/schema-bomb-server.mjs', import.meta.url));

describe('a server whose schemas are bombs, circles and references to elsewhere', () => {
  it('is listed and called as it is, and nothing that it refers to is fetched', async () => {
    let fetched = 0;
    await using canary = createServer((_request, response) => {
      fetched += 1;
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const { port } = canary.address() as AddressInfo;
    await using home = await temporaryHome(
      [
        'version: 1',
        'servers:',
        `  bomb: { command: ${process.execPath}, args: [${program}, "http://127.0.0.1:${port}/schema.json"], prefix: "" }`,
        'profiles: { default: { exposure: full, maxTools: 100, maxTokens: 1000000 } }',
      ].join('\n'),
    );
    await using broker = await BrokerProcess.start(home.folder);
    await known(broker);
    await using app = await connectApp(home.folder);
    const { tools } = await app.client.listTools();
    const names = tools.map(({ name }) => name).filter((name) => name.startsWith('read_'));
    expect(names.toSorted()).toEqual(['read_anchor', 'read_bomb', 'read_circle', 'read_deep', 'read_doubling', 'read_remote']);
    for (const name of names) expect(textOf(await app.client.callTool({ name, arguments: { a: 1, b: { c: [true] } } }))).toBe(name);
    expect(fetched).toBe(0);
  });
});
