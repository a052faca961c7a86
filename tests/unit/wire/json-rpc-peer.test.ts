import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { JsonRpcError, namedErrorOf } from '../../../main/wire/error-numbers.ts';
import type { Frame, JsonObject, NotificationFrame, RequestFrame } from '../../../main/wire/frame.ts';
import { openRequestsAtMost, type RequestContext } from '../../../main/wire/incoming-requests.ts';
import { JsonRpcPeer, type PeerHandlers } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { StreamChannel } from '../../../main/wire/stream-channel.ts';
import { eventually } from '../../helpers/eventually.ts';
import { RawEnd } from './raw-end.ts';

const refuse = (): Promise<JsonObject> => Promise.reject(new JsonRpcError(-32601, 'unknown'));

function peerWith(handlers: Partial<PeerHandlers> = {}): { peer: JsonRpcPeer; raw: RawEnd } {
  const [left, right] = linkedChannels();
  const peer = new JsonRpcPeer(left, { request: refuse, notification: () => {}, ...handlers }, { otherSide: 'the server “x”' });
  peer.start();
  return { peer, raw: new RawEnd(right) };
}

/** A peer that reads text, in lines of at most 200 bytes. */
function peerOverText(role: 'server' | 'client'): { peer: JsonRpcPeer; input: PassThrough; raw: RawEnd } {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const peer = new JsonRpcPeer(
    new StreamChannel(input, output, { maxBytes: 200 }),
    { request: () => Promise.resolve({}), notification: () => {} },
    { role },
  );
  peer.start();
  return { peer, input, raw: new RawEnd(new StreamChannel(output, input)) };
}

const call = (id: string | number, method = 'slow', params: JsonObject = {}): RequestFrame => ({ jsonrpc: '2.0', id, method, params });

/** A handler that never answers by itself, and the contexts that it was given. */
function waitingHandler(): { request: PeerHandlers['request']; contexts: RequestContext[] } {
  const contexts: RequestContext[] = [];
  return {
    contexts,
    request: (_frame, context) => {
      contexts.push(context);
      return new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => reject(new Error('gone'))));
    },
  };
}

describe('a request to the other side', () => {
  it('fails with exactly the error that came back', async () => {
    const { peer, raw } = peerWith();
    const answer = peer.request('x');
    await raw.receive(1);
    raw.send({ jsonrpc: '2.0', id: 1, error: { code: -31999, message: 'nope', data: { a: 1 } } });
    await expect(answer).rejects.toMatchObject({ code: -31999, message: 'nope', data: { a: 1 } });
  });

  it('fails and is cancelled over there when no answer comes in time; the late answer is ignored', async () => {
    const { peer, raw } = peerWith();
    await expect(peer.request('x', {}, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: 'The server “x” did not answer x within 0.02 s.',
    });
    const [, cancelled] = await raw.receive(2);
    expect(cancelled).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 1 } });
    raw.send({ jsonrpc: '2.0', id: 1, result: {} });
    const next = peer.request('y');
    await raw.receive(3);
    raw.send({ jsonrpc: '2.0', id: 2, result: { ok: true } });
    expect(await next).toEqual({ ok: true });
  });

  it('is given more time by every tick of progress', async () => {
    const { peer, raw } = peerWith();
    const ticks: JsonObject[] = [];
    const answer = peer.request('x', { _meta: { traceparent: 't' } }, { timeoutMs: 200, onProgress: (tick) => ticks.push(tick) });
    const [sent] = await raw.receive(1);
    expect(sent).toMatchObject({ params: { _meta: { traceparent: 't', progressToken: 1 } } });
    for (const progress of [1, 2, 3]) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      raw.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress } });
    }
    raw.send({ jsonrpc: '2.0', id: 1, result: {} });
    await answer;
    expect(ticks).toMatchObject([{ progress: 1 }, { progress: 2 }, { progress: 3 }]);
  });

  it('is cancelled over there when its caller gives up, and not sent at all when the caller had given up before', async () => {
    const { peer, raw } = peerWith();
    await expect(peer.request('x', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const caller = new AbortController();
    const answer = peer.request('y', {}, { signal: caller.signal });
    await raw.receive(1);
    caller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect((await raw.receive(2)).map((frame) => ('method' in frame ? frame.method : ''))).toEqual(['y', 'notifications/cancelled']);
  });

  it('never sends initialize a cancellation', async () => {
    const { peer, raw } = peerWith();
    await expect(peer.request('initialize', {}, { timeoutMs: 10 })).rejects.toMatchObject({ code: 'upstream_timeout' });
    peer.notify('last');
    expect((await raw.receive(2)).map((frame) => ('method' in frame ? frame.method : ''))).toEqual(['initialize', 'last']);
  });

  it.each([
    ['goes on to tell its progress after an answer that only began something', true, [1, 2]],
    ['tells no progress after any other answer', false, [1]],
  ])('%s', async (_what, outlives, told) => {
    const { peer, raw } = peerWith();
    const ticks: unknown[] = [];
    const answer = peer.request('x', {}, { onProgress: ({ progress }) => void ticks.push(progress), outlives: () => outlives });
    const tick = (progress: number): void =>
      raw.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 1, progress } });
    await raw.receive(1);
    tick(1);
    raw.send({ jsonrpc: '2.0', id: 1, result: {} });
    await answer;
    tick(2);
    raw.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 2, progress: 3 } });
    await new Promise(setImmediate);
    expect(ticks).toEqual(told);
  });

  it('does not carry a progress token that came from elsewhere', async () => {
    const { peer, raw } = peerWith();
    void peer.request('x', { _meta: { progressToken: 'foreign', other: 1 } }).catch(() => {});
    expect((await raw.receive(1))[0]).toMatchObject({ params: { _meta: { other: 1 } } });
    expect(JSON.stringify(raw.frames)).not.toContain('foreign');
  });

  it('has an unknown outcome when the connection ends before the answer, and has failed when it was never sent', async () => {
    const { peer, raw } = peerWith();
    const answer = peer.request('tools/call');
    await raw.receive(1);
    await raw.close();
    await expect(answer).rejects.toMatchObject({ code: 'outcome_unknown' });
    await expect(peer.request('tools/call')).rejects.toMatchObject({ code: 'upstream_failed' });
  });

  it('waits while the other side takes nothing, and has not happened when the connection ends meanwhile', async () => {
    const { peer, raw } = peerWith();
    raw.pause();
    const errors = Array.from({ length: 100 }, () =>
      peer.request('tools/call').then(
        () => 'answered',
        (error: NamedError) => error.code,
      ),
    );
    await raw.close();
    const codes = await Promise.all(errors);
    expect(codes.slice(0, 64)).toEqual(Array.from({ length: 64 }, () => 'outcome_unknown'));
    expect(codes.slice(64)).toEqual(Array.from({ length: 36 }, () => 'upstream_failed'));
  });

  it('fails at once when its answer arrives but cannot be read', async () => {
    const { peer, input } = peerOverText('client');
    const large = peer.request('tools/call');
    const misshapen = peer.request('tools/call');
    input.write(`{"result":{"text":"${'x'.repeat(300)}"},"jsonrpc":"2.0","id":1}\n{"jsonrpc":"2.0","id":2,"result":[]}\n`);
    await expect(large).rejects.toMatchObject({ code: 'too_large' });
    await expect(misshapen).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});

describe('a request from the other side', () => {
  it('is answered with the named error, and with nothing but a number when something unexpected broke', async () => {
    const broken = vi.fn();
    const { raw } = peerWith({
      unexpected: broken,
      request: ({ method }) => {
        if (method === 'named') throw new NamedError('rate_limited', 'Wait.', { retryAfter: 3 });
        throw new TypeError('secret');
      },
    });
    raw.send(call(1, 'named'), call('1', 'odd'));
    const [named, odd] = await raw.receive(2);
    expect(named).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32007, message: 'Wait.', data: { retryAfter: 3, code: 'rate_limited' } },
    });
    expect(odd).toMatchObject({ id: '1', error: { code: -32603 } });
    expect(JSON.stringify(odd)).not.toContain('secret');
    expect(broken).toHaveBeenCalledTimes(1);
  });

  it('is refused while another with the same id is still being handled', async () => {
    const { request } = waitingHandler();
    const { raw } = peerWith({ request });
    raw.send(call(1), call('1'), call(1));
    expect(await raw.receive(1)).toMatchObject([{ id: 1, error: { code: -32600 } }]);
  });

  it('is refused by name while thousands are open, and taken again when one of them is cancelled', async () => {
    const { request } = waitingHandler();
    const { raw } = peerWith({ request });
    raw.send(...Array.from({ length: openRequestsAtMost + 1 }, (_, id) => call(id)));
    expect(await raw.receive(1)).toMatchObject([{ id: openRequestsAtMost, error: { data: { code: 'rate_limited' } } }]);
    raw.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 0 } }, call('last'), call('too many'));
    const refused = await raw.receive(2);
    expect(refused.map((frame) => 'id' in frame && frame.id)).toEqual([openRequestsAtMost, 'too many']);
  });

  it('is aborted and never answered when it is cancelled; its id may be used again', async () => {
    const { request, contexts } = waitingHandler();
    const { raw } = peerWith({ request: (frame, context) => (frame.method === 'quick' ? Promise.resolve({}) : request(frame, context)) });
    const cancel: NotificationFrame = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    raw.send(cancel, call(1), cancel, call(1, 'quick'));
    expect(await raw.receive(1)).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
    expect(contexts[0]?.signal.aborted).toBe(true);
  });

  it('gets progress under its own token, before the answer and not after', async () => {
    let late: (() => void) | undefined;
    const { raw } = peerWith({
      request: async (_frame, { progress }) => {
        progress({ progress: 1 });
        late = () => progress({ progress: 2 });
        return {};
      },
    });
    raw.send(call(1, 'x', { _meta: { progressToken: 0 } }), call(2, 'x'));
    const frames = await raw.receive(3);
    late?.();
    expect(frames).toMatchObject([{ method: 'notifications/progress', params: { progressToken: 0, progress: 1 } }, { id: 1 }, { id: 2 }]);
    expect(raw.frames).toHaveLength(3);
  });

  it('is aborted when the other side goes away', async () => {
    const { request, contexts } = waitingHandler();
    const closed = vi.fn();
    const { peer, raw } = peerWith({ request, closed });
    raw.send(call(1));
    await eventually(() => expect(contexts).toHaveLength(1));
    await raw.close();
    await peer.closed;
    expect(contexts[0]?.signal.aborted).toBe(true);
    expect(closed).toHaveBeenCalledTimes(1);
  });
});

describe('a client that does not take its answers', () => {
  it('is not read from until it does', async () => {
    let handled = 0;
    const { raw } = peerWith({
      request: () => {
        handled += 1;
        return Promise.resolve({});
      },
    });
    raw.pause();
    for (let id = 1; id <= 64; id += 1) raw.send(call(id));
    await eventually(() => expect(handled).toBe(64));
    for (let id = 65; id <= 200; id += 1) raw.send(call(id));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(handled).toBe(64);
    raw.resume();
    expect(await raw.receive(200)).toHaveLength(200);
  });
});

describe('a line that could not be read', () => {
  it('is answered with the id that could be read, and by a server also without', async () => {
    const { input, raw } = peerOverText('server');
    input.write(`{"jsonrpc":"2.0","id":4,"method":"x","params":{"a":"${'x'.repeat(300)}"}}\nhello\n`);
    expect(await raw.receive(2)).toEqual<Frame[]>([
      { jsonrpc: '2.0', id: 4, error: { code: -32600, message: 'The message is longer than 200 bytes.', data: { code: 'too_large' } } },
      { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'The line is not JSON in UTF-8.', data: { code: 'invalid_input' } } },
    ]);
  });

  it('is not answered when it is only noise of a server', async () => {
    const { peer, input, raw } = peerOverText('client');
    input.write('hello\n');
    peer.notify('after');
    expect(await raw.receive(1)).toMatchObject([{ method: 'after' }]);
  });
});

describe('a named error', () => {
  it('survives a hop', async () => {
    const { peer: left, raw } = peerWith();
    const answer = left.request('x');
    await raw.receive(1);
    raw.send({ jsonrpc: '2.0', id: 1, error: { code: -32003, message: 'No.', data: { code: 'denied', rule: 'r' } } });
    const error = await answer.catch((thrown: unknown) => (thrown instanceof JsonRpcError ? namedErrorOf(thrown) : null));
    expect(error).toMatchObject({ code: 'denied', message: 'No.', data: { rule: 'r' } });
    expect(namedErrorOf(new JsonRpcError(1, 'x', { code: 'toString' }))).toBeNull();
  });
});
