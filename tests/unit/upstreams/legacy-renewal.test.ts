import { expect, it } from 'vitest';
import { LegacyConnection } from '../../../main/upstreams/legacy-connection.ts';
import type { Channel, ChannelReceiver } from '../../../main/wire/channel.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { eventually } from '../../helpers/eventually.ts';
import { TestCaller } from '../../helpers/test-caller.ts';

const capabilities = { tools: {}, resources: { subscribe: true }, logging: {} };

/** A server that remembers what it was asked, and the way to lose the session with it. */
async function connected(caller: TestCaller) {
  const [near, far] = linkedChannels();
  const asked: [string, JsonObject | undefined][] = [];
  const server = new JsonRpcPeer(far, {
    request: ({ method, params }) => {
      asked.push([method, params]);
      return Promise.resolve(method === 'initialize' ? { protocolVersion: '2025-11-25', capabilities } : {});
    },
    notification: () => undefined,
  });
  server.start();
  let receiver: ChannelReceiver | undefined;
  const channel: Channel = {
    start: (given) => near.start((receiver = given)),
    send: (frame) => near.send(frame),
    drained: () => near.drained(),
    pause: () => near.pause(),
    resume: () => near.resume(),
    close: () => near.close(),
  };
  const told: string[] = [];
  const connection = LegacyConnection.start(channel, {
    server: 'notes',
    clientInfo: { name: 'patchbay', version: '1' },
    declared: {},
    users: new Map([[caller.session, caller]]),
    timeoutMs: () => 1000,
    askPerson: () => Promise.reject(new Error('nobody')),
    notification: ({ method }) => told.push(method),
    noise: () => undefined,
    log: () => undefined,
  });
  await connection.open({ timeoutMs: 1000, signal: new AbortController().signal, hasProcess: false });
  const lose = (): void => {
    asked.length = 0;
    receiver?.renewed?.();
  };
  return { connection, asked, told, lose };
}

it('a server that forgot its session hears again of subscriptions and the log level, and its lists are read anew', async () => {
  const { connection, asked, told, lose } = await connected(Object.assign(new TestCaller('app'), { logLevel: 'debug' }));
  await connection.followLogLevel();
  await connection.subscribe('a:1');
  await connection.subscribe('b:2');
  await connection.unsubscribe('b:2');
  lose();
  await eventually(() => expect(told).toHaveLength(3));
  expect(asked).toEqual([
    ['logging/setLevel', { level: 'debug' }],
    ['resources/subscribe', { uri: 'a:1' }],
  ]);
  expect(told).toEqual(['notifications/tools/list_changed', 'notifications/resources/list_changed', 'notifications/resources/updated']);
});
