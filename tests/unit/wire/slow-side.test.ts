import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { RequestFrame } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { StreamChannel } from '../../../main/wire/stream-channel.ts';
import { eventually } from '../../helpers/eventually.ts';
import { RawEnd } from './raw-end.ts';

const call = (id: string | number): RequestFrame => ({ jsonrpc: '2.0', id, method: 'slow', params: {} });

describe('a side that reads nothing', () => {
  it('is told no more than a few megabytes, once that it is so, and still gets its answers and cancellations', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const unexpected = vi.fn();
    const peer = new JsonRpcPeer(new StreamChannel(input, output), {
      request: () => Promise.resolve({}),
      notification: () => {},
      unexpected,
    });
    peer.start();
    input.write(`${JSON.stringify(call('asked early'))}\n`);
    const message = { level: 'info', data: 'x'.repeat(100_000) };
    for (let told = 0; told < 200; told += 1) peer.notify('notifications/message', message);
    await eventually(() => expect(output.writableLength).toBeGreaterThan(8_000_000));
    expect(output.writableLength).toBeLessThan(9_000_000);
    expect(unexpected).toHaveBeenCalledTimes(1);
    peer.notify('notifications/cancelled', { requestId: 1 });
    const raw = new RawEnd(new StreamChannel(output, input));
    const heard = await eventually(() => {
      const frames = raw.frames.map((frame) => ('method' in frame ? frame.method : frame.id));
      expect(frames).toEqual(expect.arrayContaining(['asked early', 'notifications/cancelled']));
      return frames;
    });
    expect(heard.length).toBeLessThan(100);
    await eventually(() => expect(output.writableLength).toBe(0));
    peer.notify('notifications/message', { level: 'info', data: 'again' });
    await eventually(() => expect(JSON.stringify(raw.frames.at(-1))).toContain('again'));
  });
});
