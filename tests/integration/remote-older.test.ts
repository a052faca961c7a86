import { once } from 'node:events';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { eventually } from '../helpers/eventually.ts';
import { failureOf, RemotePeer } from '../helpers/remote-peer.ts';
import { bodyOf, event, LoopbackServer, remoteServer, ScriptedServer } from '../helpers/remote-servers.ts';
import { Supervision } from '../helpers/supervision.ts';

function echoServer(): McpServer {
  const server = new McpServer({ name: 'older', version: '1.0.0' });
  server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => ({ content: [{ type: 'text', text }] }));
  return server;
}

/** The SDK's server of HTTP+SSE, at `/mcp` and `/messages`. */
async function sseServer(): Promise<LoopbackServer> {
  const transports = new Map<string, SSEServerTransport>();
  return LoopbackServer.listen((request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const known = transports.get(url.searchParams.get('sessionId') ?? '');
    if (request.method === 'GET' && url.pathname === '/mcp') {
      const transport = new SSEServerTransport('/messages', response);
      transports.set(transport.sessionId, transport);
      void echoServer().connect(transport);
    } else if (known !== undefined && url.pathname === '/messages') {
      void bodyOf(request).then((body) => known.handlePostMessage(request, response, JSON.parse(body)));
    } else response.writeHead(404).end('Not Found');
  });
}

describe('a remote server that knows only HTTP with SSE', () => {
  it.each(['auto', 'sse'] as const)(
    'is called like any other (transport %s), and what was lost with its stream is said',
    async (transport) => {
      await using supervision = await Supervision.open();
      const listening = await sseServer();
      await supervision.apply({ old: remoteServer(listening.url, { transport }) });
      expect(await Promise.all(['a', 'b', 'c'].map((text) => supervision.call('old', 'echo', { text })))).toEqual(['a', 'b', 'c']);
      await listening[Symbol.asyncDispose]();
      await eventually(() => expect(supervision.status('old').state).not.toBe('running'));
      expect(supervision.status('old').lastError).toContain('lost its connection');
    },
  );

  it('does not get our messages sent to another host', async () => {
    const thief = new ScriptedServer(() => false);
    await using there = await LoopbackServer.listen(thief.listener);
    const scripted = new ScriptedServer(({ method, response }) => {
      if (method === 'GET') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`event: endpoint\n${event(there.url)}`);
      return method === 'GET';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    const greeting = RemotePeer.greet(remoteServer(listening.url, { transport: 'sse', headers: { 'x-key': 'secret' } }));
    expect(await failureOf(greeting)).toMatchObject({ code: 'upstream_failed' });
    expect(thief.asked).toEqual([]);
  });

  it('is not what a server is taken for that refuses initialize in its own words', async () => {
    const scripted = new ScriptedServer(({ rpc, response, id }) => {
      const error = { code: -32602, message: 'No such version' };
      if (rpc === 'initialize') response.writeHead(400).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return rpc === 'initialize';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    expect(await failureOf(RemotePeer.greet(remoteServer(listening.url)))).toMatchObject({ code: -32602, message: 'No such version' });
    expect(scripted.asked).toHaveLength(1);
  });

  it('or nothing at all is refused with what it said first', async () => {
    await using listening = await LoopbackServer.listen((_request, response) => response.writeHead(404).end('Not Found'));
    expect(await failureOf(RemotePeer.greet(remoteServer(listening.url)))).toMatchObject({
      code: 'upstream_failed',
      data: { httpStatus: 404 },
    });
  });
});

/** A WebSocket server that answers requests with what `answer` makes of their text. */
async function webSocketServer(answer: (text: string) => string | null) {
  const seen: { protocol: string; headers: Record<string, unknown> }[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: (offered) => (offered.has('mcp') ? 'mcp' : false) });
  server.on('connection', (socket, request) => {
    seen.push({ protocol: socket.protocol, headers: { ...request.headers } });
    socket.on('message', (data) => {
      // The only kind that ws gives unless it is asked for another.
      const said = answer((data as Buffer).toString());
      if (said === null) socket.terminate();
      else if (said !== '') socket.send(said);
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = async () => {
    for (const client of server.clients) client.terminate();
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { url: `ws://127.0.0.1:${port}/mcp`, seen, [Symbol.asyncDispose]: close };
}

const hello = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'socket', version: '1' } };

describe('a remote server of the legacy era', () => {
  it.each([
    ['refuses it in text', 404, 'text/plain', 'Not Found'],
    ['refuses it in JSON of its own', 400, 'application/json', '{"detail":"no session"}'],
    ['wants a session for it', 401, 'text/plain', 'Unauthorized: Session ID is required'],
    ['answers it with a page', 200, 'text/html', '<html></html>'],
    ['answers it with JSON of its own', 200, 'application/json', '{"ok":true}'],
    ['takes it without an answer', 202, 'text/plain', ''],
  ])('is greeted as such when asked about the modern era it %s', async (_what, status, contentType, body) => {
    await using supervision = await Supervision.open();
    const scripted = new ScriptedServer(({ rpc, response }) => {
      if (rpc === 'server/discover') response.writeHead(status, { 'content-type': contentType }).end(body);
      return rpc === 'server/discover';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await supervision.apply({ docs: remoteServer(listening.url) });
    expect((await supervision.supervisor.connect('docs')).era).toBe('legacy');
  });

  it.each([401, 403, 500, 503])('is not taken for one because of %i', async (status) => {
    await using supervision = await Supervision.open();
    const scripted = new ScriptedServer(({ rpc, response }) => {
      if (rpc === 'server/discover') response.writeHead(status).end();
      return rpc === 'server/discover';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await supervision.apply({ docs: remoteServer(listening.url) });
    const failure = await failureOf(supervision.supervisor.connect('docs'));
    expect(failure).toMatchObject({ code: 'upstream_failed', message: expect.stringContaining(`(${status})`) });
    expect(scripted.count('initialize')).toBe(0);
  });
});

describe('a remote server at a WebSocket', () => {
  it('is called like any other, with its subprotocol and the person’s headers, and values keep their spelling', async () => {
    await using server = await webSocketServer((text) => {
      const { id, method } = JSON.parse(text) as { id?: number; method: string };
      if (method === 'initialize') return JSON.stringify({ jsonrpc: '2.0', id, result: hello });
      return id === undefined ? '' : `{"jsonrpc":"2.0","id":${id},"result":{"big":9007199254740993,"one":1.0,"got":${text}}}`;
    });
    await using remote = await RemotePeer.greet(remoteServer(server.url, { transport: 'websocket', headers: { 'X-Key': 'abc' } }));
    const result = await remote.peer.request('tools/list');
    const { got } = await remote.peer.request('sent/back', result);
    expect(got).toMatchObject({ method: 'sent/back' });
    expect(server.seen).toMatchObject([{ protocol: 'mcp', headers: { 'x-key': 'abc' } }]);
  });

  it('that breaks is said to have broken, and so is one that is not there', async () => {
    await using supervision = await Supervision.open();
    const gone = await webSocketServer(() => null);
    await gone[Symbol.asyncDispose]();
    await using server = await webSocketServer((text) => {
      const { id, method } = JSON.parse(text) as { id?: number; method: string };
      if (method === 'tools/call') return null;
      return id === undefined ? '' : JSON.stringify({ jsonrpc: '2.0', id, result: hello });
    });
    await supervision.apply({
      live: remoteServer(server.url, { transport: 'websocket' }),
      gone: remoteServer(gone.url, { transport: 'websocket' }),
    });
    expect(await failureOf(supervision.call('live', 'a'))).toMatchObject({ code: 'outcome_unknown' });
    await eventually(() => expect(supervision.status('live').lastError).toContain('lost its connection'));
    expect(await failureOf(supervision.supervisor.connect('gone'))).toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
