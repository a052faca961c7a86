import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { FrameFault } from '../../../main/wire/channel.ts';
import type { Frame } from '../../../main/wire/frame.ts';
import { StreamChannel } from '../../../main/wire/stream-channel.ts';
import { eventually } from '../../helpers/eventually.ts';

interface Heard {
  readonly frames: Frame[];
  readonly faults: FrameFault[];
  readonly ends: (Error | undefined)[];
}

function start(channel: StreamChannel): Heard {
  const heard: Heard = { frames: [], faults: [], ends: [] };
  channel.start({
    frame: (frame) => heard.frames.push(frame),
    fault: (fault) => heard.faults.push(fault),
    closed: (error) => heard.ends.push(error),
  });
  return heard;
}

/** Takes what is written piece by piece and never says that it is done until `release`. */
class SlowSink extends Writable {
  readonly writes: string[] = [];
  #release: (() => void) | null = null;

  constructor() {
    super({ highWaterMark: 100, decodeStrings: false });
  }

  override _write(chunk: string, _encoding: BufferEncoding, callback: () => void): void {
    this.writes.push(chunk);
    this.#release = callback;
  }

  override _writev(chunks: { chunk: string }[], callback: () => void): void {
    this.writes.push(chunks.map(({ chunk }) => chunk).join(''));
    this.#release = callback;
  }

  release(): void {
    this.#release?.();
  }
}

const note = (text: string): Frame => ({ jsonrpc: '2.0', method: 'note', params: { text } });

describe('a channel over streams', () => {
  it('ends with the error, and without throwing, when the other side no longer listens', async () => {
    const input = new PassThrough();
    const broken = new Writable({
      write: (_chunk, _encoding, callback) => callback(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const channel = new StreamChannel(input, broken);
    const heard = start(channel);
    channel.send(note('a'));
    input.write('{"jsonrpc":"2.0","id":1,"result":{}}\n');
    await eventually(() => expect(heard.ends).toMatchObject([{ code: 'EPIPE' }]));
    expect(heard.frames).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
    expect(channel.send(note('b'))).toBe(true);
    await channel.drained();
    await channel.close();
    expect(heard.ends).toHaveLength(1);
  });

  it('goes on after a line that is not a frame, and after one that is too long', async () => {
    const input = new PassThrough();
    const heard = start(new StreamChannel(input, new PassThrough(), { maxBytes: 50 }));
    input.write(`noise\n${'x'.repeat(100)}\n{"jsonrpc":"2.0","method":"a"}\n`);
    await eventually(() => expect(heard.frames).toEqual([{ jsonrpc: '2.0', method: 'a' }]));
    expect(heard.faults.map(({ kind }) => kind)).toEqual(['not_json', 'too_large']);
  });

  it('sends the frames of one turn in one write', async () => {
    const sink = new SlowSink();
    const channel = new StreamChannel(new PassThrough(), sink);
    for (const text of ['a', 'b', 'c']) channel.send(note(text));
    await eventually(() => expect(sink.writes.map((written) => written.split('\n').length - 1)).toEqual([3]));
  });

  it('says when the other side is slow, and when it is no longer', async () => {
    const sink = new SlowSink();
    const channel = new StreamChannel(new PassThrough(), sink);
    expect(channel.send(note('a'))).toBe(true);
    expect(channel.send(note('b'.repeat(100)))).toBe(false);
    const drained = vi.fn();
    const waiting = channel.drained().then(drained);
    await eventually(() => expect(sink.writes).toHaveLength(1));
    expect(drained).not.toHaveBeenCalled();
    sink.release();
    await waiting;
    await channel.drained();
  });

  it('reads nothing more while it is paused', async () => {
    const input = new PassThrough();
    const channel = new StreamChannel(input, new PassThrough());
    const heard = start(channel);
    channel.pause();
    let room = true;
    for (let count = 0; count < 1000 && room; count += 1) room = input.write(`${JSON.stringify(note('x'.repeat(1000)))}\n`);
    expect([room, heard.frames]).toEqual([false, []]);
    channel.resume();
    await eventually(() => expect(heard.frames.length).toBeGreaterThan(10));
  });

  it('delivers a last line without a newline, then ends in order', async () => {
    const input = new PassThrough();
    const heard = start(new StreamChannel(input, new PassThrough()));
    input.end('{"jsonrpc":"2.0","method":"a"}');
    await eventually(() => expect(heard.ends).toEqual([undefined]));
    expect(heard.frames).toHaveLength(1);
  });

  it('sends what is left before it closes, but does not wait for ever', async () => {
    const output = new PassThrough();
    const channel = new StreamChannel(new PassThrough(), output);
    const heard = start(channel);
    channel.send(note('last'));
    const received = output.toArray();
    await channel.close();
    expect(String((await received)[0])).toContain('last');
    expect(heard.ends).toEqual([undefined]);

    const stuck = new StreamChannel(new PassThrough(), new SlowSink());
    stuck.send(note('never taken'));
    await stuck.close();
    await expect(stuck.close()).resolves.toBeUndefined();
  });

  it('reports an end that came before it was started', async () => {
    const input = new PassThrough();
    const channel = new StreamChannel(input, new PassThrough());
    input.destroy(new Error('reset'));
    await new Promise((resolve) => input.once('close', resolve));
    expect(start(channel).ends).toMatchObject([{ message: 'reset' }]);
  });
});
