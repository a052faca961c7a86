import { describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { failureOf, RemotePeer } from '../helpers/remote-peer.ts';
import { type Asked, LoopbackServer, remoteServer, ScriptedServer } from '../helpers/remote-servers.ts';

const lost: [number, string, string][] = [
  [404, 'application/json', '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}'],
  [404, 'text/plain', 'Not Found'],
  [400, 'application/json', '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}'],
  [401, 'text/plain', 'Unauthorized: Session not found'],
  [410, 'text/plain', 'Gone'],
  [503, 'application/json', '{"error":"unknown session"}'],
];

/** Knows the sessions `known` only; answers others with what it is told to. */
function forgetful(refusal: (asked: Asked) => [number, string, string], known: Set<string>): ScriptedServer {
  return new ScriptedServer((asked) => {
    const session = asked.headers['mcp-session-id'];
    if (asked.method !== 'POST' || session === undefined || known.has(String(session))) return false;
    const [status, contentType, body] = refusal(asked);
    asked.response.writeHead(status, { 'content-type': contentType }).end(body);
    return true;
  });
}

describe('a legacy server that forgot the session', () => {
  it.each(lost)('and says so with %i %s %s is greeted anew, and the call is made once', async (...refusal) => {
    const known = new Set(['first']);
    const scripted = forgetful(() => refusal, known);
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    await remote.peer.request('tools/list');
    known.clear();
    scripted.session = 'second';
    known.add('second');
    const calls = ['a', 'b', 'c'].map((name) => remote.peer.request('tools/call', { name }));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 3 }, () => ({ done: 'tools/call' })));
    expect(scripted.count('initialize')).toBe(2);
    expect(scripted.count('notifications/initialized')).toBe(2);
    const taken = scripted.asked.filter(({ rpc, headers }) => rpc === 'tools/call' && headers['mcp-session-id'] === 'second');
    expect(taken).toHaveLength(3);
    expect(remote.renewals).toBe(1);
  });

  it('again and again is not asked for ever: the call fails with a name', async () => {
    const scripted = forgetful(() => [404, 'text/plain', 'Not Found'], new Set());
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({
      name: 'NamedError',
      code: 'upstream_failed',
      message: expect.stringContaining('404'),
    });
    expect(scripted.count('tools/call')).toBeLessThanOrEqual(2);
  });

  it('and greets nobody any more fails the call, which it never took', async () => {
    let isGone = false;
    const scripted = new ScriptedServer(({ response }) => {
      if (isGone) response.writeHead(404).end('gone');
      return isGone;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    isGone = true;
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('was lost'),
    });
    isGone = false;
    expect(await remote.peer.request('tools/call', { name: 'a' })).toEqual({ done: 'tools/call' });
  });
});

describe('what is no lost session', () => {
  it('is a method that the server answers with 404: its own words go on', async () => {
    const scripted = new ScriptedServer(({ rpc, response, id }) => {
      if (rpc !== 'odd/method') return false;
      const error = { code: -32601, message: 'Method not found', data: { of: 'theirs' } };
      response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('odd/method'))).toMatchObject({
      name: 'JsonRpcError',
      code: -32601,
      data: { of: 'theirs' },
    });
    expect(scripted.count('initialize')).toBe(1);
  });

  it('is a call that broke after the server took it: it is not made twice', async () => {
    const scripted = new ScriptedServer(({ rpc, response }) => {
      if (rpc === 'tools/call')
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': working\n\n', () => response.destroy());
      return rpc === 'tools/call';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    expect(await failureOf(remote.peer.request('tools/call', { name: 'a' }))).toMatchObject({ code: 'outcome_unknown' });
    expect(scripted.count('tools/call')).toBe(1);
  });
});

describe('the standing stream of a legacy server', () => {
  it('that is refused after the server forgot the session begins another by itself', async () => {
    let known = 'first';
    const scripted = new ScriptedServer(({ method, headers, response }) => {
      if (method !== 'GET') return false;
      if (headers['mcp-session-id'] === known) response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 20\n\n');
      else response.writeHead(404).end();
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    const streams = () => scripted.asked.filter(({ method }) => method === 'GET');
    await eventually(() => expect(streams()).toHaveLength(1));
    known = 'second';
    scripted.session = 'second';
    streams()[0]?.response.destroy();
    await eventually(() => expect(remote.renewals).toBe(1));
    await eventually(() => expect(streams().at(-1)?.headers['mcp-session-id']).toBe('second'));
  });

  it('is not asked for again where there is none', async () => {
    const scripted = new ScriptedServer(() => false);
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = await RemotePeer.greet(remoteServer(listening.url));
    for (const _ of [1, 2, 3]) await remote.peer.request('tools/list');
    expect(scripted.asked.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });
});
