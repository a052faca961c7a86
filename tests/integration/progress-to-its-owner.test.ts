import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { known } from '../helpers/known-servers.ts';
import { RawClient } from '../helpers/raw-client.ts';

const server = fileURLToPath(new URL('../fixtures/servers/ticking-server.mjs', import.meta.url));
const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const [clients, callsEach, ticks] = [10, 100, 20];

/** Tokens are the client's own: all clients use the same ones, zero and texts among them. */
const tokenOf = (call: number): number | string => (call % 2 === 0 ? call / 2 : `token ${call}`);

it('every tick of a thousand calls by ten apps with the same tokens reaches its own app, in order and before the result', async () => {
  const servers = { ticking: { command: process.execPath, args: [server], prefix: '' } };
  const home = stack.use(await temporaryHome(JSON.stringify({ version: 1, servers, profiles: { default: { exposure: 'full' } } })));
  await known(stack.use(await BrokerProcess.start(home.folder)));
  const shim = { command: process.execPath, args: [programs.shim, '--app', 'cli'], env: { PATCHBAY_HOME: home.folder } };
  const apps = Array.from({ length: clients }, () => stack.use(new RawClient(shim)));
  await Promise.all(apps.map((app) => app.hello()));
  await Promise.all(
    apps.map((app, index) =>
      Promise.all(
        Array.from({ length: callsEach }, (_, call) =>
          app.request(call, 'tools/call', {
            name: 'get_count',
            arguments: { ticks, nonce: `${index}/${call}` },
            _meta: { progressToken: tokenOf(call) },
          }),
        ),
      ),
    ),
  );
  for (const [index, app] of apps.entries()) {
    const heard = Map.groupBy(app.heard.slice(1), nonceOf);
    expect(heard.size).toBe(callsEach);
    for (let call = 0; call < callsEach; call += 1) expect(heard.get(`${index}/${call}`)).toEqual(expected(index, call));
  }
});

function nonceOf(message: Record<string, unknown>): string {
  // Every message here is a tick or the answer to a call.
  const { params, result } = message as { params?: { message: string }; result?: { content: { text: string }[] } };
  return params?.message ?? result?.content[0]?.text ?? JSON.stringify(message);
}

function expected(index: number, call: number): object[] {
  const message = `${index}/${call}`;
  const tick = (progress: number) => ({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: tokenOf(call), progress, message },
  });
  const answer = { jsonrpc: '2.0', id: call, result: { content: [{ type: 'text', text: message }] } };
  return [...Array.from({ length: ticks }, (_, step) => tick(step + 1)), answer];
}
