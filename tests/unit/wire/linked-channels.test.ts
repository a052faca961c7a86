import { describe, expect, it, vi } from 'vitest';
import type { Frame } from '../../../main/wire/frame.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { eventually } from '../../helpers/eventually.ts';
import { RawEnd } from './raw-end.ts';

const note = (at: number): Frame => ({ jsonrpc: '2.0', method: 'note', params: { at } });

describe('two linked channels', () => {
  it('keep what is sent before the other end is started, in order, and never deliver in the same call', async () => {
    const [left, right] = linkedChannels();
    left.send(note(1));
    left.send(note(2));
    const end = new RawEnd(right);
    expect(end.frames).toEqual([]);
    expect(await end.receive(2)).toEqual([note(1), note(2)]);
  });

  it('make the sender wait for a paused receiver', async () => {
    const [left, right] = linkedChannels();
    const end = new RawEnd(right);
    right.pause();
    let room = true;
    let sent = 0;
    for (; room; sent += 1) room = left.send(note(sent));
    const drained = vi.fn();
    const waiting = left.drained().then(drained);
    await Promise.resolve();
    expect(drained).not.toHaveBeenCalled();
    right.resume();
    await waiting;
    expect(await end.receive(sent)).toHaveLength(sent);
  });

  it('end both ends once, after what was already sent', async () => {
    const [left, right] = linkedChannels();
    const events: string[] = [];
    left.start({ frame: () => {}, fault: () => {}, closed: () => events.push('left closed') });
    right.start({ frame: () => events.push('frame'), fault: () => {}, closed: () => events.push('right closed') });
    left.send(note(1));
    await left.close();
    await right.close();
    left.send(note(2));
    await eventually(() => expect(events.toSorted()).toEqual(['frame', 'left closed', 'right closed']));
    expect(events.indexOf('frame')).toBeLessThan(events.indexOf('right closed'));
  });
});
