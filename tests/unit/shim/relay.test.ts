import { duplexPair, type Duplex, PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { eventually } from '../../helpers/eventually.ts';
import { Relay } from '../../../main/shim/relay.ts';

/** An app and a Patchbay with a relay between them, all in memory. */
class Line {
  readonly input = new PassThrough();
  readonly output = new PassThrough();
  readonly relay = new Relay({ input: this.input, output: this.output });
  /** What the app has heard so far, as it came. */
  readonly lines = linesOf(this.output);

  say(...frames: object[]): void {
    for (const frame of frames) this.input.write(`${JSON.stringify({ jsonrpc: '2.0', ...frame })}\n`);
  }

  get heard(): unknown[] {
    return this.lines.map((line) => JSON.parse(line));
  }

  connect(): Connection {
    const [ours, theirs] = duplexPair();
    const lost = this.relay.serve(ours);
    theirs.on('error', () => undefined).on('end', () => theirs.end());
    const die = (): Promise<void> => {
      for (const side of [theirs, ours]) side.destroy();
      return lost;
    };
    return { broker: theirs, received: linesOf(theirs), lost, die };
  }
}

interface Connection {
  readonly broker: Duplex;
  /** What Patchbay has received so far. */
  readonly received: string[];
  readonly lost: Promise<void>;
  readonly die: () => Promise<void>;
}

function linesOf(stream: NodeJS.ReadableStream): string[] {
  const lines: string[] = [];
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return lines;
}

afterEach(() => void vi.useRealTimers());

const initialize = { id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18' } };

async function begun(line: Line): Promise<Connection> {
  const connection = line.connect();
  line.say(initialize);
  await eventually(() => expect(connection.received).toHaveLength(1));
  connection.broker.write('{"jsonrpc":"2.0","id":0,"result":{"capabilities":{}}}\n');
  await eventually(() => expect(line.heard).toHaveLength(1));
  return connection;
}

describe('the relay', () => {
  it('passes every line byte for byte, both ways', async () => {
    const line = new Line();
    const { broker, received } = line.connect();
    const odd = '{ "jsonrpc":"2.0",  "id" : 12345678901234567890, "method":"x" , "params":{"n":1.0,"n":1e2}}';
    line.input.write(`${odd}\n`);
    await eventually(() => expect(received).toEqual([odd]));
    broker.write(`${odd}\n`);
    await eventually(() => expect(line.lines).toEqual([odd]));
  });

  it('drops half a line that a dying Patchbay has left', async () => {
    const line = new Line();
    const { broker, die } = line.connect();
    broker.write('{"jsonrpc":"2.0","id":1,"resu');
    await eventually(() => expect(broker.writableLength).toBe(0));
    await die();
    expect(line.heard).toEqual([]);
  });

  it('answers only once a call whose answer arrived before the end', async () => {
    const line = new Line();
    const { broker, received, die } = line.connect();
    line.say({ id: 1, method: 'tools/call' }, { id: 2, method: 'tools/call' }, { id: 3, method: 'tools/list' });
    await eventually(() => expect(received).toHaveLength(3));
    broker.write('{"jsonrpc":"2.0","id":1,"result":{}}\n');
    await eventually(() => expect(line.heard).toHaveLength(1));
    await die();
    await eventually(() => expect(line.heard).toHaveLength(3));
    expect(line.heard.slice(1)).toMatchObject([
      { id: 2, error: { code: -32014, data: { outcome: 'unknown' } } },
      { id: 3, error: { code: -32014, data: { outcome: 'none' } } },
    ]);
  });

  it('answers no call that the app has cancelled', async () => {
    const line = new Line();
    const { received, die } = line.connect();
    line.say({ id: 1, method: 'tools/call' }, { method: 'notifications/cancelled', params: { requestId: 1 } });
    await eventually(() => expect(received).toHaveLength(2));
    await die();
    expect(line.heard).toEqual([]);
  });

  it('replays the session under an id of its own before anything that waits, and swallows the answer', async () => {
    const line = new Line();
    const { die } = await begun(line);
    line.say({ method: 'notifications/initialized' });
    await die();
    line.say({ id: 1, method: 'tools/list' });
    const next = line.connect();
    await eventually(() => expect(next.received).toHaveLength(1));
    const replay = JSON.parse(next.received[0] ?? '');
    expect(replay).toEqual({ jsonrpc: '2.0', ...initialize, id: expect.stringMatching(/^patchbay-shim-/) });
    next.broker.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: replay.id, result: { capabilities: { tools: {}, prompts: { listChanged: true } } } })}\n`,
    );
    await eventually(() =>
      expect(next.received.slice(1).map((sent) => JSON.parse(sent).method)).toEqual(['notifications/initialized', 'tools/list']),
    );
    expect(line.heard.slice(1)).toEqual([{ jsonrpc: '2.0', method: 'notifications/prompts/list_changed' }]);
  });

  it('asks a new Patchbay again for the log level and the resources that the app still wants, and keeps the answers to itself', async () => {
    const line = new Line();
    const { received, die } = await begun(line);
    line.say(
      { id: 1, method: 'logging/setLevel', params: { level: 'error' } },
      { id: 2, method: 'logging/setLevel', params: { level: 'debug' } },
      { id: 3, method: 'resources/subscribe', params: { uri: 'test://kept' } },
      { id: 4, method: 'resources/subscribe', params: { uri: 'test://left' } },
      { id: 5, method: 'resources/unsubscribe', params: { uri: 'test://left' } },
    );
    await eventually(() => expect(received).toHaveLength(6));
    await die();
    const before = line.heard.length;
    const next = line.connect();
    await eventually(() => expect(next.received).toHaveLength(1));
    next.broker.write(`{"jsonrpc":"2.0","id":"${JSON.parse(next.received[0] ?? '').id}","result":{"capabilities":{}}}\n`);
    await eventually(() => expect(next.received).toHaveLength(3));
    const asked = next.received.slice(1).map((sent) => JSON.parse(sent));
    expect(asked.map(({ method, params }) => [method, params])).toEqual([
      ['logging/setLevel', { level: 'debug' }],
      ['resources/subscribe', { uri: 'test://kept' }],
    ]);
    for (const { id } of asked) next.broker.write(`{"jsonrpc":"2.0","id":"${id}","result":{}}\n`);
    line.say({ id: 6, method: 'ping' });
    await eventually(() => expect(next.received).toHaveLength(4));
    next.broker.write('{"jsonrpc":"2.0","id":6,"result":{}}\n');
    await eventually(() => expect(line.heard.slice(before)).toEqual([{ jsonrpc: '2.0', id: 6, result: {} }]));
  });

  it('gives up a connection on which the session can not be replayed', async () => {
    const line = new Line();
    const { die } = await begun(line);
    await die();
    const next = line.connect();
    await eventually(() => expect(next.received).toHaveLength(1));
    next.broker.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(next.received[0] ?? '').id, error: { code: -32602, message: 'no' } })}\n`,
    );
    await next.lost;
    expect(line.heard).toHaveLength(1);
  });

  it('tells the app that a question is void whose Patchbay is gone, and drops the late answer', async () => {
    const line = new Line();
    const { broker, die } = line.connect();
    broker.write('{"jsonrpc":"2.0","id":"q","method":"roots/list"}\n');
    await eventually(() => expect(line.heard).toHaveLength(1));
    await die();
    await eventually(() => expect(line.heard[1]).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 'q' } }));
    const next = line.connect();
    line.say({ id: 'q', result: { roots: [] } }, { id: 1, method: 'ping' });
    await eventually(() => expect(next.received.map((sent) => JSON.parse(sent).id)).toEqual([1]));
  });

  it('answers what waits, and what still comes, once Patchbay was quit', async () => {
    const line = new Line();
    const { die } = line.connect();
    await die();
    line.say({ id: 1, method: 'tools/call' });
    await new Promise(setImmediate);
    line.relay.brokerWasQuit();
    line.say({ id: 2, method: 'tools/call' });
    await eventually(() => expect(line.heard).toHaveLength(2));
    expect(line.heard).toMatchObject(
      [1, 2].map((id) => ({
        id,
        error: { message: expect.stringContaining('Patchbay was quit; start it again'), data: { outcome: 'not_sent' } },
      })),
    );
  });

  it('is finished when the app has closed its side and nothing is under way', async () => {
    const line = new Line();
    const { broker, received } = line.connect();
    line.say({ id: 1, method: 'tools/call' });
    line.input.end();
    await eventually(() => expect(received).toHaveLength(1));
    broker.write('{"jsonrpc":"2.0","id":1,"result":{}}\n');
    await line.relay.finished;
    await line.relay.close();
  });

  it('is not finished while an answer is still arriving, however long it takes in all', async () => {
    const line = new Line();
    const { broker, received } = line.connect();
    line.say({ id: 1, method: 'tools/call' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    line.input.end();
    await reached(() => received.length === 1);
    const finished = vi.fn();
    void line.relay.finished.then(finished);
    for (const part of ['{"jsonrpc":"2.0",', '"id":1,', '"result":{}}\n']) {
      await vi.advanceTimersByTimeAsync(1_500);
      expect(finished).not.toHaveBeenCalled();
      broker.write(part);
      await reached(() => broker.writableLength === 0);
    }
    await line.relay.finished;
    expect(line.heard).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
  });

  it('is finished when Patchbay says nothing for two seconds, and after half a minute in any case', async () => {
    for (const [silence, times] of [
      [2_000, 1],
      [1_500, 20],
    ] as const) {
      const line = new Line();
      const { broker, received } = line.connect();
      line.say({ id: 1, method: 'tools/call' });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      line.input.end();
      await reached(() => received.length === 1);
      const finished = vi.fn();
      void line.relay.finished.then(finished);
      for (let time = 1; time <= times; time += 1) {
        expect(finished).not.toHaveBeenCalled();
        await vi.advanceTimersByTimeAsync(silence);
        broker.write('{"jsonrpc":"2.0","method":"notifications/message","params":{}}\n');
        await reached(() => line.heard.length === time);
      }
      expect(finished).toHaveBeenCalledTimes(1);
      vi.useRealTimers();
    }
  });

  it('lets an app that is slow to read have its answers whole', async () => {
    const line = new Line();
    line.output.pause();
    const { broker } = line.connect();
    const text = 'x'.repeat(1_000_000);
    line.say({ id: 1, method: 'tools/call' });
    line.input.end();
    broker.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text } })}\n`);
    await line.relay.finished;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const closed = vi.fn();
    const closing = line.relay.close().then(closed);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(closed).not.toHaveBeenCalled();
    line.output.resume();
    await reached(() => line.heard.length === 1);
    await vi.advanceTimersByTimeAsync(2_000);
    await closing;
    expect(line.heard).toEqual([{ jsonrpc: '2.0', id: 1, result: { text } }]);
  });
});

/** Without the clock, which some tests hold in their hands. */
async function reached(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
