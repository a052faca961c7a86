import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonRpcError } from '../../main/wire/error-numbers.ts';
import { eventually } from '../helpers/eventually.ts';
import { askingServer, Supervision } from '../helpers/supervision.ts';
import { TestCaller, unanswered } from '../helpers/test-caller.ts';

const sampling = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 5 } };
const form = { method: 'elicitation/create', params: { message: 'Which one?', requestedSchema: { type: 'object', properties: {} } } };

async function asking(options: Parameters<typeof Supervision.open>[0] = {}, changes = {}): Promise<Supervision> {
  const supervision = await Supervision.open(options);
  await supervision.apply({ asking: askingServer('', changes) });
  return supervision;
}

describe('a server that asks what the app never declared', () => {
  it('is refused with -32601, and the app hears nothing of it', async () => {
    await using supervision = await asking();
    const app = new TestCaller('plain');
    expect(await supervision.ask('asking', app, 'ask', sampling)).toMatchObject({ error: { code: -32601 } });
    expect(await supervision.ask('asking', app, 'ask', { method: 'roots/list' })).toMatchObject({ error: { code: -32601 } });
    expect(app.asked).toEqual([]);
  });

  it('still reaches the person with an elicitation, through the app’s session', async () => {
    await using supervision = await asking();
    const app = new TestCaller('plain');
    expect(await supervision.ask('asking', app, 'ask', form)).toEqual({ result: { answeredBy: 'plain' } });
    expect(app.asked).toEqual([{ server: 'asking', ...form }]);
  });
});

describe('a server that asks when it can’t be told which app it means', () => {
  it('gets an error for sampling, and the person’s own answer to an elicitation', async () => {
    const asked: string[] = [];
    await using supervision = await asking({
      askPerson: ({ server, method }) => {
        asked.push(`${server} ${method}`);
        return Promise.resolve({ action: 'decline' });
      },
    });
    const [one, two] = [new TestCaller('one', { sampling: {} }), new TestCaller('two', { sampling: {} })];
    const waiting = supervision.ask('asking', one, 'wait', { milliseconds: 500 });
    expect(await supervision.ask('asking', two, 'ask', sampling)).toMatchObject({
      error: { code: -32600, message: expect.stringContaining("can't tell which app") },
    });
    expect(await supervision.ask('asking', two, 'ask', form)).toEqual({ result: { action: 'decline' } });
    expect([one.asked, two.asked, asked]).toEqual([[], [], ['asking elicitation/create']]);
    await waiting;
  });

  it('tells log messages to nobody', async () => {
    await using supervision = await asking();
    const [one, two] = [new TestCaller('one'), new TestCaller('two')];
    const waiting = supervision.ask('asking', one, 'wait', { milliseconds: 300 });
    await supervision.ask('asking', two, 'tell', { method: 'notifications/message', params: { level: 'error', data: 'whose?' } });
    await waiting;
    expect([one.told, two.told]).toEqual([[], []]);
  });
});

describe('a question of a server', () => {
  it('is withdrawn when the server cancels it, and when the app cancels the call', async () => {
    await using supervision = await asking();
    const app = new TestCaller('app', { sampling: {} });
    const ends: unknown[] = [];
    app.answer = (ask, signal) => {
      signal.addEventListener('abort', () => ends.push(signal.reason));
      return unanswered(ask, signal);
    };
    expect(await supervision.ask('asking', app, 'askAndCancel', sampling)).toBe('cancelled');
    expect(ends).toEqual([expect.objectContaining({ message: expect.stringContaining('cancelled by its sender') })]);
    const cancelled = new AbortController();
    const connection = await supervision.supervisor.connect('asking', { caller: app });
    const call = connection.request('tools/call', { name: 'ask', arguments: sampling }, { caller: app, signal: cancelled.signal });
    await eventually(() => expect(app.asked).toHaveLength(2));
    cancelled.abort();
    await expect(call).rejects.toThrow();
    await eventually(() => expect(ends).toHaveLength(2));
  });

  it('does not count against the time of the call that it was asked for', async () => {
    await using supervision = await asking({}, { timeoutMs: 300 });
    const app = new TestCaller('app', { sampling: {} });
    app.answer = () => new Promise((resolve) => setTimeout(() => resolve({ late: true }), 700));
    expect(await supervision.ask('asking', app, 'ask', sampling)).toEqual({ result: { late: true } });
  });

  it('goes to the app whose call is under way, and brings back its answer or its error verbatim', async () => {
    await using supervision = await asking();
    const [one, two] = [new TestCaller('one', { sampling: {} }), new TestCaller('two', { sampling: {} })];
    two.answer = () => Promise.reject(JsonRpcError.received({ code: -1, message: 'User rejected', data: { why: 'no' } }));
    expect(await supervision.ask('asking', one, 'ask', sampling)).toEqual({ result: { answeredBy: 'one' } });
    expect(await supervision.ask('asking', two, 'ask', sampling)).toEqual({
      error: { code: -1, message: 'User rejected', data: { why: 'no' } },
    });
    expect(one.asked).toEqual([{ server: 'asking', ...sampling }]);
  });

  it('between two calls goes to the only app that uses the connection, and to nobody once it is gone', async () => {
    await using supervision = await asking();
    const app = new TestCaller('app', { sampling: {} });
    await supervision.ask('asking', app, 'askLater', sampling);
    await eventually(() => expect(app.asked).toHaveLength(1));
    const connection = await supervision.supervisor.connect('asking', { caller: app });
    supervision.supervisor.endSession(app.session);
    await connection.request('tools/call', { name: 'askLater', arguments: sampling });
    await eventually(async () => {
      const { content } = await connection.request('tools/call', { name: 'seen' });
      expect(JSON.stringify(content)).toContain('-32600');
    });
    expect(app.asked).toHaveLength(1);
  });
});

describe('the connections of a legacy server', () => {
  it('are one for apps that declare the same, and another for an app that declares more', async () => {
    await using supervision = await asking();
    const [one, same] = [new TestCaller('one', { roots: {}, 'x-odd': { n: 1 } }), new TestCaller('same', { 'x-odd': { n: 1 }, roots: {} })];
    const more = new TestCaller('more', { sampling: { tools: {} } });
    const pid = await supervision.ask('asking', one, 'process');
    expect(await supervision.ask('asking', same, 'process')).toBe(pid);
    expect(await supervision.ask('asking', more, 'process')).not.toBe(pid);
    expect(await supervision.ask('asking', one, 'declared')).toEqual({ roots: {}, 'x-odd': { n: 1 }, elicitation: { form: {}, url: {} } });
    expect(await supervision.ask('asking', more, 'declared')).toEqual({ sampling: { tools: {} }, elicitation: { form: {}, url: {} } });
    expect(supervision.status('asking')).toMatchObject({ state: 'running', pid, callsInFlight: 0 });
    await supervision.supervisor.stop('asking');
    expect(supervision.status('asking')).toMatchObject({ state: 'stopped', pid: null });
  });

  it('serve Patchbay itself without a process of its own', async () => {
    await using supervision = await asking();
    const pid = await supervision.ask('asking', new TestCaller('app', { sampling: {} }), 'process');
    const connection = await supervision.supervisor.connect('asking');
    expect(await connection.request('tools/call', { name: 'process' })).toEqual({ content: [{ type: 'text', text: String(pid) }] });
    expect(supervision.supervisor.running('asking')).toHaveLength(1);
  });

  it('are never more than nine: what was idle longest gives way', async () => {
    await using supervision = await asking();
    for (let number = 0; number < 10; number += 1)
      await supervision.ask('asking', new TestCaller(`app ${number}`, { experimental: { number } }), 'process');
    await eventually(() => expect(supervision.supervisor.running('asking')).toHaveLength(8));
  });

  it('of other apps stay where one app declares ever new things', async () => {
    await using supervision = await asking();
    const other = new TestCaller('other', { sampling: {} });
    const pid = await supervision.ask('asking', other, 'process');
    for (let number = 0; number < 9; number += 1)
      await supervision.ask('asking', new TestCaller('restless', { experimental: { number } }), 'process');
    expect(await supervision.ask('asking', other, 'process')).toBe(pid);
  });

  it('end a while after the last session that used them', async () => {
    await using supervision = await asking({ limits: { lingerMs: 50 } });
    const app = new TestCaller('app', { sampling: {} });
    await supervision.ask('asking', app, 'process');
    supervision.supervisor.endSession(app.session);
    await eventually(() => expect(supervision.supervisor.running('asking')).toEqual([]));
    expect(supervision.status('asking')).toMatchObject({ state: 'stopped', pid: null });
  });

  it('are one for each session where the settings say so, ended with it', async () => {
    await using supervision = await asking({}, { mode: 'per-session' });
    const [one, two] = [new TestCaller('app', {}, 'legacy', 's1'), new TestCaller('app', {}, 'legacy', 's2')];
    const pid = await supervision.ask('asking', one, 'process');
    expect(await supervision.ask('asking', one, 'process')).toBe(pid);
    expect(await supervision.ask('asking', two, 'process')).not.toBe(pid);
    supervision.supervisor.endSession('s1');
    await eventually(() => expect(supervision.supervisor.running('asking')).toHaveLength(1));
    await supervision.apply({ asking: askingServer() });
    await eventually(() => expect(supervision.supervisor.running('asking')).toEqual([]));
  });

  it('are started once by all who wait for them', async () => {
    await using supervision = await Supervision.open();
    const starts = join(supervision.folder, 'starts');
    await supervision.apply({ asking: askingServer(starts) });
    await supervision.supervisor.connect('asking');
    await supervision.supervisor.stop('asking');
    await writeFile(starts, '');
    const apps = Array.from({ length: 10 }, (_, number) => new TestCaller(`app ${number}`, { sampling: {} }));
    await Promise.all(apps.map((app) => supervision.ask('asking', app, 'process')));
    expect((await readFile(starts, 'utf8')).trim().split('\n')).toHaveLength(1);
  });
});

describe('what a server tells', () => {
  it('of a page that was completed, goes to the app that was sent there', async () => {
    await using supervision = await asking();
    const [one, two] = [new TestCaller('one'), new TestCaller('two')];
    const url = { mode: 'url', url: 'https://example.com', elicitationId: 'e-1', message: 'Look there.' };
    await supervision.ask('asking', one, 'ask', { method: 'elicitation/create', params: url });
    await supervision.ask('asking', two, 'tell', { method: 'notifications/elicitation/complete', params: { elicitationId: 'e-1' } });
    expect(one.told).toEqual([{ method: 'notifications/elicitation/complete', params: { elicitationId: 'e-1' } }]);
    expect(two.told).toEqual([]);
  });

  it('and nobody knows, goes to the app whose call is under way; what is for all, to all', async () => {
    await using supervision = await asking();
    const heard: string[] = [];
    supervision.supervisor.notifications.subscribe(({ frame }) => heard.push(frame.method));
    const app = new TestCaller('app');
    await supervision.ask('asking', app, 'tell', { method: 'notifications/x-vendor', params: { n: 1 } });
    await supervision.ask('asking', app, 'tell', { method: 'notifications/resources/updated', params: { uri: 'a:b' } });
    expect(app.told).toEqual([{ method: 'notifications/x-vendor', params: { n: 1 } }]);
    expect(heard).toEqual(['notifications/resources/updated']);
  });

  it('to its log, is as much as the most curious app wants, and for each app what that one wants', async () => {
    await using supervision = await asking();
    const [quiet, curious] = [new TestCaller('quiet'), new TestCaller('curious')];
    [quiet.logLevel, curious.logLevel] = ['error', 'debug'];
    const message = { method: 'notifications/message', params: { level: 'info', data: 'x' } };
    await supervision.ask('asking', quiet, 'tell', message);
    await supervision.ask('asking', curious, 'tell', message);
    await supervision.ask('asking', quiet, 'tell', message);
    expect([quiet.told, curious.told]).toEqual([[], [message]]);
    const levels = async (): Promise<unknown> =>
      // The asking server lists what it saw.
      ((await supervision.ask('asking', quiet, 'seen')) as { method: string; params?: { level: string } }[])
        .filter(({ method }) => method === 'logging/setLevel')
        .map(({ params }) => params?.level);
    expect(await levels()).toEqual(['error', 'debug']);
    curious.logLevel = 'warning';
    await supervision.supervisor.logLevelChanged(curious);
    expect(await levels()).toEqual(['error', 'debug', 'warning']);
  });

  it('of a modern app that asked for no log, reaches it with nothing; a legacy one hears what the server tells by itself', async () => {
    await using supervision = await asking();
    const [modern, legacy] = [new TestCaller('modern', {}, 'modern'), new TestCaller('legacy')];
    const message = { method: 'notifications/message', params: { level: 'alert', data: 'x' } };
    for (const app of [modern, legacy]) await supervision.ask('asking', app, 'tell', message);
    expect([modern.told, legacy.told]).toEqual([[], [message]]);
  });
});

describe('what an app tells', () => {
  it('reaches the servers that it uses, and no other connection of them', async () => {
    await using supervision = await asking();
    const [one, two] = [new TestCaller('one', { roots: {} }), new TestCaller('two', { sampling: {} })];
    await supervision.ask('asking', one, 'process');
    await supervision.ask('asking', two, 'process');
    supervision.supervisor.notifyServers(one.session, 'notifications/roots/list_changed');
    expect(JSON.stringify(await supervision.ask('asking', one, 'seen'))).toContain('roots/list_changed');
    expect(JSON.stringify(await supervision.ask('asking', two, 'seen'))).not.toContain('roots/list_changed');
  });

  it('reaches one of them alone where it is meant for one', async () => {
    await using supervision = await Supervision.open();
    await supervision.apply({ meant: askingServer(), other: askingServer() });
    const app = new TestCaller('one');
    for (const server of ['meant', 'other']) await supervision.ask(server, app, 'process');
    const tell = (server: string) => supervision.supervisor.notifyServers(app.session, 'notifications/x-vendor', { n: 1 }, server);
    expect([tell('meant'), tell('gone')]).toEqual([true, false]);
    expect(JSON.stringify(await supervision.ask('meant', app, 'seen'))).toContain('x-vendor');
    expect(JSON.stringify(await supervision.ask('other', app, 'seen'))).not.toContain('x-vendor');
  });
});
