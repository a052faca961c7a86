import { describe, expect, it } from 'vitest';
import { ResourceSubscriptions } from '../../main/upstreams/resource-subscriptions.ts';
import { eventually } from '../helpers/eventually.ts';
import { askingServer, modernServer, Supervision } from '../helpers/supervision.ts';
import { TestCaller } from '../helpers/test-caller.ts';

const app = new TestCaller('app');

async function subscribable(server = askingServer()) {
  const supervision = await Supervision.open({ limits: { lingerMs: 50 } });
  await supervision.apply({ notes: server });
  const reports: string[] = [];
  const subscriptions = new ResourceSubscriptions({ servers: supervision.supervisor, report: (sentence) => reports.push(sentence) });
  const updates: unknown[] = [];
  supervision.supervisor.notifications.subscribe(({ frame }) => {
    if (frame.method === 'notifications/resources/updated') updates.push(frame.params?.['uri']);
  });
  const seen = async (): Promise<string[]> => {
    // The asking server lists what it saw.
    const requests = (await supervision.ask('notes', app, 'seen')) as { method: string; params?: { uri?: string } }[];
    return requests.flatMap(({ method, params }) => (method.startsWith('resources/') ? `${method.slice(10)} ${params?.uri}` : []));
  };
  const end = async (): Promise<void> => {
    subscriptions[Symbol.dispose]();
    await supervision[Symbol.asyncDispose]();
  };
  return { supervision, subscriptions, updates, reports, seen, [Symbol.asyncDispose]: end };
}

describe('a subscription that the server refuses', () => {
  it('fails with the server’s words, and is held by nobody', async () => {
    await using world = await subscribable(modernServer());
    await expect(world.subscriptions.subscribe('s1', 'notes', 'refused:1')).rejects.toMatchObject({ code: 'upstream_failed' });
    await expect(world.subscriptions.subscribe('s1', 'nowhere', 'a:1')).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.subscriptions.unsubscribe('s1', 'notes', 'refused:1')).toEqual({});
  });
});

describe('a resource that several sessions subscribe to', () => {
  it('is subscribed to once at the server, until the last of them has gone, however it went', async () => {
    await using world = await subscribable();
    const sessions = ['s1', 's2', 's3', 's4'];
    await Promise.all(sessions.map((session) => world.subscriptions.subscribe(session, 'notes', 'a:1')));
    await world.subscriptions.subscribe('s1', 'notes', 'a:1');
    await world.subscriptions.subscribe('s1', 'notes', 'b:2');
    world.subscriptions.endHolder('s1');
    await world.subscriptions.unsubscribe('s2', 'notes', 'a:1');
    await world.subscriptions.unsubscribe('s2', 'notes', 'a:1');
    world.subscriptions.endHolder('s3');
    await eventually(async () => expect(await world.seen()).toEqual(['subscribe a:1', 'subscribe b:2', 'unsubscribe b:2']));
    world.subscriptions.endHolder('s4');
    await eventually(async () => expect((await world.seen()).at(-1)).toBe('unsubscribe a:1'));
    await world.subscriptions.subscribe('s5', 'notes', 'a:1');
    expect((await world.seen()).at(-1)).toBe('subscribe a:1');
  });

  it('is in the end as it was last wanted, however fast that changed', async () => {
    await using world = await subscribable();
    for (let turn = 0; turn < 5; turn += 1) {
      void world.subscriptions.subscribe('s1', 'notes', 'a:1');
      await new Promise((resolve) => setTimeout(resolve, turn));
      world.subscriptions.endHolder('s1');
    }
    await world.subscriptions.subscribe('s2', 'notes', 'a:1');
    const seen = await world.seen();
    expect(seen.at(-1)).toBe('subscribe a:1');
    expect(seen.filter((entry) => entry.startsWith('subscribe'))).toHaveLength(
      seen.filter((entry) => entry.startsWith('unsubscribe')).length + 1,
    );
  });

  it('keeps its connection when the app is gone that it was opened for', async () => {
    await using world = await subscribable();
    const opener = new TestCaller('opener', { sampling: {} });
    const pid = await world.supervision.ask('notes', opener, 'process');
    await world.subscriptions.subscribe('s1', 'notes', 'a:1');
    world.supervision.supervisor.endSession(opener.session);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(world.supervision.status('notes').pid).toBe(pid);
    world.subscriptions.endHolder('s1');
    await eventually(() => expect(world.supervision.status('notes').pid).toBeNull());
  });
});

describe('a subscription whose server crashes', () => {
  it.each([
    ['legacy', askingServer()],
    ['modern', modernServer()],
  ])('is taken up again by itself, and the resource counts as changed (%s)', async (_era, server) => {
    await using world = await subscribable(server);
    await world.subscriptions.subscribe('s1', 'notes', 'a:1');
    const { pid } = world.supervision.status('notes');
    await world.supervision.ask('notes', app, 'crash').catch(() => undefined);
    await eventually(() => expect(world.updates).toEqual(['a:1']));
    expect(world.supervision.status('notes').pid).not.toBe(pid);
    expect(world.reports).toEqual([]);
  });

  it('waits for the next start when a person stopped the server', async () => {
    await using world = await subscribable();
    await world.subscriptions.subscribe('s1', 'notes', 'a:1');
    await world.supervision.supervisor.stop('notes');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(world.supervision.status('notes').state).toBe('stopped');
    await eventually(async () => expect(await world.seen()).toEqual(['subscribe a:1']));
    expect(world.updates).toEqual(['a:1']);
  });
});
