import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, JsonObject, RequestFrame, RequestId } from '../../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../../main/wire/json-rpc-peer.ts';
import { linkedChannels } from '../../../main/wire/linked-channels.ts';
import { isObject } from '../../../main/wire/parse-frame.ts';

/** 1 and "1" are different ids, and so are different tokens. */
const key = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', '0', '1', '__proto__', 'a'), fc.string({ maxLength: 3 }));

const calls = fc.uniqueArray(fc.record({ id: key, token: fc.option(key), ticks: fc.nat(3) }), {
  maxLength: 12,
  selector: ({ id }) => JSON.stringify(id),
});

/** What Patchbay is between two programs: requests come in at one peer and go out at another. */
function relay() {
  const [appEnd, appSide] = linkedChannels();
  const [serverSide, serverEnd] = linkedChannels();
  const toServer = new JsonRpcPeer(serverSide, { request: () => Promise.resolve({}), notification: () => undefined }, { role: 'client' });
  const toApp = new JsonRpcPeer(appSide, {
    request: ({ method, params }, { progress, signal }) => toServer.request(method, params, { signal, onProgress: progress }),
    notification: () => undefined,
  });
  const [heard, received]: [Frame[], RequestFrame[]] = [[], []];
  appEnd.start({ frame: (frame) => heard.push(frame), fault: () => undefined, closed: () => undefined });
  serverEnd.start({
    frame: (frame) => 'id' in frame && 'method' in frame && received.push(frame),
    fault: () => undefined,
    closed: () => undefined,
  });
  toServer.start();
  toApp.start();
  return { appEnd, serverEnd, heard, received };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function requestOf(id: RequestId, token: RequestId | null): RequestFrame {
  const meta: JsonObject = token === null ? {} : { progressToken: token };
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { own: id, _meta: meta } };
}

describe('ids and progress tokens between two programs', () => {
  it('lead each answer and each tick back under what its sender wrote, whatever that is and in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.infiniteStream(fc.nat()), async (made, chance) => {
        const { appEnd, serverEnd, heard, received } = relay();
        for (const { id, token } of made) appEnd.send(requestOf(id, token));
        await settled();
        expect(new Set(received.map(({ id }) => id)).size).toBe(made.length);
        const order = received.toSorted(() => ((chance.next().value ?? 0) % 2) - 0.5);
        for (const request of order) for (const frame of answersTo(request, made)) serverEnd.send(frame);
        await settled();
        expect(heard).toHaveLength(made.reduce((sum, { token, ticks }) => sum + 1 + (token === null ? 0 : ticks), 0));
        for (const { id, token, ticks } of made) {
          const own = heard.filter((frame) => Object.is(ownOf(frame), id));
          const told = Array.from({ length: token === null ? 0 : ticks }, (_, progress) => ({ progressToken: token, progress, own: id }));
          expect(own.map(essence)).toEqual([...told, { id, own: id }]);
        }
      }),
    );
  });

  it('are free again once answered, and refused while in use', async () => {
    const { appEnd, serverEnd, heard, received } = relay();
    appEnd.send(requestOf(1, 'token'));
    appEnd.send(requestOf(1, 'token'));
    await settled();
    expect(heard).toMatchObject([{ id: 1, error: { code: -32600 } }]);
    serverEnd.send({ jsonrpc: '2.0', id: received[0]?.id ?? 0, result: {} });
    await settled();
    appEnd.send(requestOf(1, 'token'));
    await settled();
    expect(received).toHaveLength(2);
  });
});

/** The ticks of a call under the token that it came with, and its answer. */
function answersTo({ id, params }: RequestFrame, made: readonly { readonly id: RequestId; readonly ticks: number }[]): Frame[] {
  const own = params?.['own'] ?? null;
  const meta = params?.['_meta'];
  const progressToken = isObject(meta) ? (meta['progressToken'] ?? null) : null;
  const { ticks = 0 } = made.find((call) => Object.is(call.id, own)) ?? {};
  const told = Array.from({ length: ticks }, (_, progress): Frame => {
    return { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress, own } };
  });
  return [...told, { jsonrpc: '2.0', id, result: { own } }];
}

function ownOf(frame: Frame): unknown {
  if ('method' in frame) return frame.params?.['own'];
  return 'result' in frame ? frame.result['own'] : undefined;
}

function essence(frame: Frame): object {
  return 'method' in frame ? (frame.params ?? {}) : { id: frame.id, own: ownOf(frame) };
}
