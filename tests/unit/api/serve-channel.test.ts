import { describe, expect, it, vi } from 'vitest';
import { ChannelApi, type ServedBroker } from '../../../main/api/serve-channel.ts';
import type { NotificationFrame } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { eventually } from '../../helpers/eventually.ts';
import { apiWith, eventsOf, status } from './handlers.ts';

/** The command line's end of a connection, and what it was told. */
function connect(handlers: Parameters<typeof apiWith>[0]) {
  const [near, far] = linkedChannels();
  const events = eventsOf();
  const broker: ServedBroker = {
    api: apiWith(handlers),
    events,
    current: (name) => (name === 'status.changed' ? status : undefined) as never,
  };
  const report = vi.fn();
  const served = new ChannelApi(far, broker, report);
  served.start();
  const told: NotificationFrame[] = [];
  const peer = new JsonRpcPeer(
    near,
    { request: () => Promise.reject(new Error('unasked')), notification: (frame) => void told.push(frame) },
    { role: 'client' },
  );
  peer.start();
  return { peer, told, events, served, report };
}

describe('the contract over the socket', () => {
  it('refuses by name, with the code in the error, and goes on', async () => {
    const { peer } = connect({ 'status.get': () => status });
    await expect(peer.request('servers.explode')).rejects.toMatchObject({ data: { code: 'invalid_input' } });
    await expect(peer.request('servers.stop', { name: 3 })).rejects.toMatchObject({ data: { code: 'invalid_input' } });
    expect(await peer.request('status.get')).toEqual({ value: status });
    await peer.close();
  });

  it('tells the caller nothing of an inner fault', async () => {
    const { peer, report } = connect({});
    const failure: unknown = await peer.request('status.get').catch((error: unknown) => error);
    expect(failure).toMatchObject({ data: { code: 'internal' } });
    expect(JSON.stringify(failure)).not.toContain('secret-internal-detail');
    expect(report).toHaveBeenCalledOnce();
    await peer.close();
  });

  it('tells a subscriber the current state, then each change, and nothing twice', async () => {
    const { peer, told, events } = connect({});
    expect(await peer.request('events.subscribe')).toEqual({});
    expect(await peer.request('events.subscribe')).toEqual({});
    await eventually(() => expect(told).toHaveLength(1));
    events['approvals.changed'].emit([]);
    await eventually(() => expect(told).toHaveLength(2));
    expect(told.map((frame) => frame.params)).toEqual([
      { name: 'status.changed', value: status },
      { name: 'approvals.changed', value: [] },
    ]);
    await peer.close();
  });

  it('ends with the connection', async () => {
    const { peer, served } = connect({});
    await peer.request('events.subscribe');
    await peer.close();
    await served.closed;
  });
});
