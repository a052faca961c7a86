import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callTool } from '../../../main/call/call.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { nothingSaid } from '../../../main/upstreams/server-hello.ts';
import type { RequestOptions } from '../../../main/upstreams/upstream.ts';
import { answer, codeOf, request, surroundings } from './surroundings.ts';

const caller: Caller = {
  app: 'cursor',
  session: 's1',
  era: 'legacy',
  capabilities: { sampling: {} },
  logLevel: null,
  ask: () => new Promise((resolve) => setTimeout(() => resolve({ action: 'accept' }), 3_600_000)),
  notify: () => undefined,
};

/** A broker whose server does what `serve` does with a call that may take one second. */
function brokerWith(serve: (peer: JsonRpcPeer, options: RequestOptions) => void) {
  const [near, far] = linkedChannels();
  const server = new JsonRpcPeer(far, { request: () => new Promise(() => undefined), notification: () => undefined });
  server.start();
  const client = new JsonRpcPeer(near, { request: () => Promise.resolve({}), notification: () => undefined }, { role: 'client' });
  client.start();
  const connection = {
    ...({ server: 'notes', era: 'legacy', hello: nothingSaid } as const),
    request: (method: string, params = {}, options: RequestOptions = {}) => {
      serve(server, options);
      return client.request(method, params, options);
    },
    notify: () => undefined,
    subscribe: () => Promise.resolve({}),
    unsubscribe: () => Promise.resolve({}),
  };
  return surroundings({ upstreams: { connect: () => Promise.resolve(connection) } });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the time that a call may take', () => {
  it('begins when the person has said yes', async () => {
    const { around, approvals } = brokerWith(() => undefined);
    const call = codeOf(callTool(request('notes.write_note'), { ...around, approvalTimeout: () => 3_600_000 }));
    await vi.advanceTimersByTimeAsync(600_000);
    await answer(approvals, 'once');
    await vi.advanceTimersByTimeAsync(900);
    expect(await Promise.race([call, Promise.resolve('still open')])).toBe('still open');
    await vi.advanceTimersByTimeAsync(200);
    expect(await call).toBe('upstream_timeout');
  });

  it('stands still while the server itself waits for the app or the person', async () => {
    let asked: Promise<unknown> | undefined;
    const { around } = brokerWith((_server, options) => {
      asked = options.caller?.ask({ server: 'notes', method: 'elicitation/create', params: {} }, new AbortController().signal);
    });
    const call = codeOf(callTool(request('notes.read_note', { caller }), around));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await asked).toEqual({ action: 'accept' });
    expect(await Promise.race([call, Promise.resolve('still open')])).toBe('still open');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await call).toBe('upstream_timeout');
  });

  it('has an end, however much progress there is', async () => {
    const { around, records } = brokerWith((server) => {
      setInterval(() => server.notify('notifications/progress', { progressToken: 1, progress: 1 }), 500);
    });
    const ticks = vi.fn<() => void>();
    const call = codeOf(callTool(request('notes.read_note', { onProgress: ticks }), around));
    await vi.advanceTimersByTimeAsync(2 * 3_600_000 - 1000);
    expect(await Promise.race([call, Promise.resolve('still open')])).toBe('still open');
    expect(ticks.mock.calls.length).toBeGreaterThan(1000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await call).toBe('upstream_timeout');
    expect(records.at(-1)).toMatchObject({ kind: 'call.outcome', status: 'error', code: 'upstream_timeout' });
  });
});

describe('the caller that a server meets', () => {
  it('is the app behind the call, with what it declared', async () => {
    let met: Caller | undefined;
    const { around } = brokerWith((_server, options) => (met = options.caller));
    void codeOf(callTool(request('notes.read_note', { caller }), around));
    await vi.advanceTimersByTimeAsync(1);
    expect(met).toMatchObject({ app: 'cursor', session: 's1', era: 'legacy', capabilities: caller.capabilities, logLevel: null });
  });
});
