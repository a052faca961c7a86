import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { known } from '../helpers/known-servers.ts';
import { type Answer, RawApp } from '../helpers/raw-app.ts';

const program = fileURLToPath(new URL('../fixtures/servers/asking-server.mjs', import.meta.url));
const tools = 'tools: { seen: { risk: read }, tell: { risk: read }, crash: { risk: read } }';
const server = `{ command: ${process.execPath}, args: [${program}], ${tools} }`;
const config = `version: 1\nservers:\n  notes: ${server}\nprofiles:\n  default: { exposure: full }\n`;

async function requestsAt(app: RawApp, id: number): Promise<string[]> {
  const { result } = await app.request(id, 'tools/call', { name: 'notes_seen', arguments: {} });
  // The asking server lists what it saw.
  const seen = JSON.parse(result?.content?.[0]?.text ?? '[]') as { method: string }[];
  return seen.map(({ method }) => method).filter((method) => method.startsWith('resources/'));
}

function updatesOf({ answers }: RawApp): Answer[] {
  return answers.filter(({ method }) => method === 'notifications/resources/updated');
}

describe('a resource that four apps subscribe to', () => {
  it('is one subscription at the server until the last is gone, killed or not, and is told to those who are left', async () => {
    await using home = await temporaryHome(config);
    await using broker = await BrokerProcess.start(home.folder);
    await known(broker);
    await using watcher = await RawApp.connect(broker.ready.home);
    await using left = await RawApp.connect(broker.ready.home);
    const leaving = await Promise.all([1, 2, 3].map(() => RawApp.connect(broker.ready.home)));
    for (const app of [left, ...leaving])
      expect(await app.request(2, 'resources/subscribe', { uri: 'note:1' })).toMatchObject({ result: {} });
    leaving[0]?.shim.kill('SIGKILL');
    await leaving[1]?.[Symbol.asyncDispose]();
    await leaving[2]?.request(3, 'resources/unsubscribe', { uri: 'note:1' });
    const updated = { method: 'notifications/resources/updated', params: { uri: 'note:1' } };
    await left.request(4, 'tools/call', { name: 'notes_tell', arguments: updated });
    await eventually(() => expect(updatesOf(left)).toEqual([{ jsonrpc: '2.0', ...updated }]));
    expect([watcher, leaving[2]].flatMap((app) => (app === undefined ? [] : updatesOf(app)))).toEqual([]);
    expect(await requestsAt(watcher, 5)).toEqual(['resources/subscribe']);
    left.shim.kill('SIGKILL');
    await eventually(async () =>
      expect(await requestsAt(watcher, Math.floor(Math.random() * 1e9))).toEqual(['resources/subscribe', 'resources/unsubscribe']),
    );
    await leaving[2]?.[Symbol.asyncDispose]();
  });

  it('is subscribed to again when its server crashed', async () => {
    await using home = await temporaryHome(config);
    await using broker = await BrokerProcess.start(home.folder);
    await known(broker);
    await using app = await RawApp.connect(broker.ready.home);
    expect(await app.request(2, 'resources/subscribe', { uri: 'note:1' })).toMatchObject({ result: {} });
    await app.request(3, 'tools/call', { name: 'notes_crash', arguments: {} });
    await eventually(() => expect(updatesOf(app)).toHaveLength(1));
    expect(await requestsAt(app, 4)).toEqual(['resources/subscribe']);
  });
});
