import { describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { failureOf, RemotePeer } from '../helpers/remote-peer.ts';
import { type Asked, event, LoopbackServer, openStream, remoteServer, ScriptedServer } from '../helpers/remote-servers.ts';

const tick = (progress: number) => ({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: progress } });
const seen = (remote: RemotePeer) => remote.heard.map(({ frame }) => ('params' in frame ? frame.params?.['data'] : null));

/** A long call: 20 events, and the stream is cut after each; every resumption also repeats the event that it is resumed from. */
class CuttingServer {
  readonly resumedAt: { lastEventId: string; ms: number }[] = [];
  #cutAt = 0;
  #callId: unknown = null;

  readonly scripted = new ScriptedServer((asked) => {
    const lastEventId = asked.headers['last-event-id'];
    if (asked.rpc === 'tools/call') {
      this.#callId = asked.id;
      this.#send(asked, 0, `retry: 30\n${event('', 'event-0')}`);
      return true;
    }
    if (asked.method !== 'GET' || lastEventId === undefined) return false;
    this.resumedAt.push({ lastEventId: String(lastEventId), ms: performance.now() - this.#cutAt });
    const at = Number(String(lastEventId).slice('event-'.length));
    this.#send(asked, at, at > 0 ? event(tick(at), `event-${at}`) : '');
    return true;
  });

  /** The event after `at`, the beginning of one more, and the cut. */
  #send(asked: Asked, at: number, before: string): void {
    const last = at === 20;
    const next = last ? { jsonrpc: '2.0', id: this.#callId, result: { exact: 1 } } : tick(at + 1);
    const stream = openStream(asked);
    stream.write(`${before}${event(next, `event-${at + 1}`)}${last ? '' : `id: event-${at + 2}\ndata: {"jsonrpc":`}`, () => {
      this.#cutAt = performance.now();
      if (last) stream.end();
      else stream.destroy();
    });
  }
}

describe('a stream of a legacy server that is cut 20 times in one call', () => {
  it('brings every event once and in order, and is resumed as late as the server wants', async () => {
    const cutting = new CuttingServer();
    await using listening = await LoopbackServer.listen(cutting.scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await remote.peer.request('tools/call', { name: 'long' })).toEqual({ exact: 1 });
    expect(seen(remote)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(new Set(remote.heard.map(({ about }) => about)).size).toBe(1);
    expect(remote.heard[0]?.about).not.toBeNull();
    expect(cutting.resumedAt.map(({ lastEventId }) => lastEventId)).toEqual(Array.from({ length: 20 }, (_, index) => `event-${index + 1}`));
    for (const { ms } of cutting.resumedAt) expect(ms).toBeGreaterThanOrEqual(25);
    expect(cutting.scripted.count('tools/call')).toBe(1);
  });
});

describe('a stream of a legacy server', () => {
  it('that can’t be resumed loses its call, which is said', async () => {
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/call') openStream(asked).end(`retry: 1\n${event('', 'e')}`);
      else if (asked.headers['last-event-id'] !== undefined) asked.response.writeHead(400).end();
      else return false;
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({ code: 'outcome_unknown' });
    expect(scripted.count('tools/call')).toBe(1);
  });

  it('that brings nothing new is resumed only so often', async () => {
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/call' || asked.headers['last-event-id'] !== undefined) openStream(asked).end(`retry: 1\n${event('', 'e')}`);
      else return false;
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({ code: 'outcome_unknown' });
    const resumptions = scripted.asked.filter(({ headers }) => headers['last-event-id'] !== undefined).length;
    expect(resumptions).toBeGreaterThan(2);
    expect(resumptions).toBeLessThan(20);
  });

  it('is heard by the call that it belongs to, and what the server asks on it is answered', async () => {
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/call') {
        const stream = openStream(asked);
        const question = { jsonrpc: '2.0', id: `question-${String(asked.id)}`, method: 'elicitation/create', params: {} };
        stream.write(`${event('keep-alive')}: comment\r\n\r\nevent: other\ndata: {}\n\n${event(question)}`);
        const stop = setInterval(() => {
          const answer = scripted.asked.find(({ body }) => body.includes(`question-${String(asked.id)}`));
          if (answer === undefined) return;
          clearInterval(stop);
          stream.end(event({ jsonrpc: '2.0', id: asked.id, result: { heard: JSON.parse(answer.body) } }));
        }, 5);
        return true;
      }
      return false;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    const ids: (string | number)[] = [];
    const begun = (id: string | number) => ids.push(id);
    const answers = await Promise.all([1, 2, 3].map(() => remote.peer.request('tools/call', { name: 'a' }, { begun })));
    for (const [index, { heard }] of answers.entries())
      expect(heard).toEqual({ jsonrpc: '2.0', id: `question-${String(ids[index])}`, result: { answered: 'elicitation/create' } });
    expect(new Set(remote.heard.map(({ about }) => about))).toEqual(new Set(ids));
    expect(remote.faults.map(({ excerpt }) => excerpt)).toEqual(['keep-alive', 'keep-alive', 'keep-alive']);
  });

  it('keeps the spelling of every value, in events and in one JSON answer, and so does what is sent', async () => {
    const text = '{"big":9007199254740993,"one":1.0,"huge":1e400,"zero":-0,"2":0,"1":0}';
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'as/events') openStream(asked).end(`data: {"jsonrpc":"2.0",\ndata: "id":${String(asked.id)},"result":${text}}\n\n`);
      else if (asked.rpc === 'as/json')
        asked.response
          .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
          .end(`{"result":${text},"id":${String(asked.id)},"jsonrpc":"2.0"}`);
      else return false;
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    for (const method of ['as/events', 'as/json']) {
      const result = await remote.peer.request(method);
      await remote.peer.request('sent/back', result);
      expect(scripted.asked.at(-1)?.body).toContain(`"params":${text}`);
    }
  });
});

describe('a cancelled request to a legacy server', () => {
  it('is told to the server, and its stream is closed', async () => {
    let closed = false;
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc !== 'tools/call') return false;
      openStream(asked).write(': working\n\n');
      asked.response.on('close', () => {
        closed = true;
      });
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    const abort = new AbortController();
    const call = failureOf(remote.peer.request('tools/call', { name: 'a' }, { signal: abort.signal }));
    await eventually(() => expect(scripted.count('tools/call')).toBe(1));
    abort.abort();
    expect(await call).toMatchObject({ name: 'AbortError' });
    await eventually(() => expect(scripted.count('notifications/cancelled')).toBe(1));
    await eventually(() => expect(closed).toBe(true));
  });
});
