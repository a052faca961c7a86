import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callTool } from '../../../main/call/call.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import { LegacyConnection } from '../../../main/upstreams/legacy-connection.ts';
import type { JsonObject, RequestFrame } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { progressTokenOf } from '../../../main/wire/progress-token.ts';
import { answer, codeOf, request, surroundings } from './surroundings.ts';

const caller: Caller = {
  app: 'cursor',
  session: 's1',
  era: 'legacy',
  capabilities: { elicitation: {} },
  logLevel: null,
  ask: () => new Promise((resolve) => setTimeout(() => resolve({ action: 'accept' }), 3_600_000)),
  notify: () => undefined,
};

/** A broker whose server does what `serve` does with a call that may take one second. */
function brokerWith(serve: (server: JsonRpcPeer, frame: RequestFrame) => void) {
  const [near, far] = linkedChannels();
  const connection = LegacyConnection.start(near, {
    ...{ server: 'notes', clientInfo: { name: 'patchbay', version: '1' }, declared: { elicitation: {} }, users: new Map<string, Caller>() },
    timeoutMs: () => 1_000,
    askPerson: () => Promise.reject(new Error('The person was asked.')),
    ...{ notification: () => undefined, noise: () => undefined, log: () => undefined },
  });
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} };
  const answered = (frame: RequestFrame): Promise<JsonObject> => {
    if (frame.method === 'initialize') return Promise.resolve(hello);
    serve(server, frame);
    return new Promise(() => undefined);
  };
  const server = new JsonRpcPeer(far, { request: answered, notification: () => undefined });
  server.start();
  const connect = async (): Promise<LegacyConnection> => {
    await connection.open({ timeoutMs: 1_000, signal: new AbortController().signal, hasProcess: false });
    return connection;
  };
  return { ...surroundings({ upstreams: { connect } }), connection };
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
    const { around } = brokerWith((server) => {
      asked = server.request('elicitation/create', {});
    });
    const call = codeOf(callTool(request('notes.read_note', { caller }), around));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await asked).toEqual({ action: 'accept' });
    expect(await Promise.race([call, Promise.resolve('still open')])).toBe('still open');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await call).toBe('upstream_timeout');
  });

  it('has an end, however much progress there is', async () => {
    const { around, records } = brokerWith((server, { params }) => {
      setInterval(() => server.notify('notifications/progress', { progressToken: progressTokenOf(params), progress: 1 }), 500);
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
    const { around, connection } = brokerWith(() => undefined);
    const asked = vi.spyOn(connection, 'request');
    void codeOf(callTool(request('notes.read_note', { caller }), around));
    await vi.advanceTimersByTimeAsync(10);
    const met = asked.mock.calls[0]?.[2]?.caller;
    expect(met).toMatchObject({ app: 'cursor', session: 's1', era: 'legacy', capabilities: caller.capabilities, logLevel: null });
  });
});
