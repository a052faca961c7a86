import { describe, expect, it } from 'vitest';
import type { NotificationFrame } from '../../main/wire/frame.ts';
import { eventually } from '../helpers/eventually.ts';
import { modernServer, Supervision } from '../helpers/supervision.ts';
import { TestCaller } from '../helpers/test-caller.ts';

const app = new TestCaller('app');
const updated = (uri: string) => ({ method: 'notifications/resources/updated', params: { uri } });
const flags = { toolsListChanged: true, resourcesListChanged: true };

async function modern() {
  const supervision = await Supervision.open();
  await supervision.apply({ modern: modernServer() });
  const heard: NotificationFrame[] = [];
  supervision.supervisor.notifications.subscribe(({ frame }) => heard.push(frame));
  return {
    supervision,
    heard,
    connection: await supervision.supervisor.connect('modern'),
    listening: () => supervision.ask('modern', app, 'listening'),
    announce: (given: { method: string; params: { uri: string } }) => supervision.ask('modern', app, 'announce', given),
    [Symbol.asyncDispose]: () => supervision[Symbol.asyncDispose](),
  };
}

describe('a subscription that a modern server does not take', () => {
  it('fails by name, and the others stay', async () => {
    await using world = await modern();
    await world.connection.subscribe('a:1');
    await expect(world.connection.subscribe('refused:1')).rejects.toMatchObject({ code: 'upstream_failed' });
    await world.connection.subscribe('a:2');
    expect(await world.listening()).toEqual([{ ...flags, resourceSubscriptions: ['a:1', 'a:2'] }]);
  });
});

describe('what a modern server announces', () => {
  it('is heard through one request, and told on without the subscription', async () => {
    await using world = await modern();
    await Promise.all(['a:1', 'a:2', 'a:3'].map((uri) => world.connection.subscribe(uri)));
    expect(await world.listening()).toEqual([{ ...flags, resourceSubscriptions: ['a:1', 'a:2', 'a:3'] }]);
    for (const uri of ['a:1', 'b:9', 'a:3']) await world.announce(updated(uri));
    await eventually(() => expect(world.heard).toHaveLength(2));
    expect(world.heard).toEqual(
      ['a:1', 'a:3'].map((uri) => ({ jsonrpc: '2.0', ...updated(uri), params: { uri, _meta: { 'x-kept': true } } })),
    );
    await world.connection.unsubscribe('a:1');
    await world.announce(updated('a:1'));
    expect(world.heard).toHaveLength(2);
  });

  it.each(['result', 'cancelled'])('is heard again after the server ended it by a %s; meanwhile all may have changed', async (how) => {
    await using world = await modern();
    await world.connection.subscribe('a:1');
    await world.supervision.ask('modern', app, 'end', { how });
    await eventually(async () => expect(await world.listening()).toEqual([{ ...flags, resourceSubscriptions: ['a:1'] }]));
    await eventually(() =>
      expect(world.heard.map(({ method }) => method)).toEqual([
        'notifications/tools/list_changed',
        'notifications/resources/list_changed',
        'notifications/resources/updated',
      ]),
    );
    await world.announce(updated('a:1'));
    await eventually(() => expect(world.heard).toHaveLength(4));
  });
});
