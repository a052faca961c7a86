import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { eventually } from '../helpers/eventually.ts';
import { failureOf, RemotePeer } from '../helpers/remote-peer.ts';
import { event, LoopbackServer, openStream, remoteServer, ScriptedServer } from '../helpers/remote-servers.ts';

function regionalServer(): McpServer {
  const server = new McpServer({ name: 'modern', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } });
  const region = { type: 'string', 'x-mcp-header': 'Region' } as const;
  const count = { type: 'integer', 'x-mcp-header': 'Count' } as const;
  const inputSchema = fromJsonSchema<{ region: string; count?: number }>({ type: 'object', properties: { region, count } });
  server.registerTool('look', { inputSchema }, (given) => ({
    content: [{ type: 'text', text: `${given.region} ${String(given.count)}` }],
  }));
  server.registerTool('slow', {}, async (context) => {
    await new Promise((resolve) => context.mcpReq.signal.addEventListener('abort', resolve, { once: true }));
    return { content: [] };
  });
  return server;
}

describe('a remote server of the modern era', () => {
  it('takes requests with the headers that it checks, and answers each for itself', async () => {
    const handler = createMcpHandler(() => regionalServer(), { legacy: 'reject' });
    const handle = toNodeHandler(handler);
    const listener = (...[request, response]: Parameters<typeof handle>) => void handle(request, response);
    // Without exact optional properties the two describe the same thing.
    await using listening = await LoopbackServer.listen(listener as Parameters<typeof LoopbackServer.listen>[0]);
    await using remote = new RemotePeer(remoteServer(listening.url));
    expect(await remote.modern('server/discover')).toMatchObject({ supportedVersions: expect.arrayContaining(['2026-07-28']) });
    expect(await remote.modern('tools/list')).toMatchObject({ tools: [{ name: 'look' }, { name: 'slow' }] });
    const call = (region: string, count: number) => remote.modern('tools/call', { name: 'look', arguments: { region, count } });
    expect(await call('Hello, 世界', 7)).toMatchObject({ content: [{ text: 'Hello, 世界 7' }] });
    expect(await call(' padded ', -0)).toMatchObject({ content: [{ text: ' padded  0' }] });
    expect(await failureOf(remote.modern('no/such'))).toMatchObject({ name: 'JsonRpcError', code: -32601 });
    await handler.close();
  });

  it('that checks the headers says so where one is missing', async () => {
    const handler = createMcpHandler(() => regionalServer(), { legacy: 'reject' });
    const handle = toNodeHandler(handler);
    const listener = (...[request, response]: Parameters<typeof handle>) => void handle(request, response);
    // Without exact optional properties the two describe the same thing.
    await using listening = await LoopbackServer.listen(listener as Parameters<typeof LoopbackServer.listen>[0]);
    await using remote = new RemotePeer(remoteServer(listening.url));
    // No list has passed, so nobody knows of the headers.
    const call = remote.modern('tools/call', { name: 'look', arguments: { region: 'x' } });
    expect(await failureOf(call)).toMatchObject({ name: 'JsonRpcError', code: -32020 });
    await handler.close();
  });

  it('is not asked for a session, nor for a stream, and its answer to what it doesn’t support goes on', async () => {
    const scripted = new ScriptedServer(({ rpc, id, response }) => {
      if (rpc !== 'server/discover') return false;
      const error = { code: -32022, message: 'Unsupported protocol version', data: { supported: ['2030-01-01'] } };
      response
        .writeHead(400, { 'content-type': 'application/json', 'mcp-session-id': 'x' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, error }));
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = new RemotePeer(remoteServer(listening.url));
    expect(await failureOf(remote.modern('server/discover'))).toMatchObject({ code: -32022, data: { supported: ['2030-01-01'] } });
    await remote.modern('tools/list');
    expect(scripted.asked.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(scripted.asked[1]?.headers).not.toHaveProperty('mcp-session-id');
    expect(scripted.asked[1]?.headers).toMatchObject({ 'mcp-method': 'tools/list', 'mcp-protocol-version': '2026-07-28' });
  });

  it('loses a request with its stream, which is said; it is neither resumed nor sent again', async () => {
    const scripted = new ScriptedServer((asked) => {
      if (asked.rpc === 'tools/call') {
        const stream = openStream(asked);
        stream.write(event({ jsonrpc: '2.0', method: 'notifications/message', params: {} }, 'event-1'), () => stream.destroy());
      }
      return asked.rpc === 'tools/call';
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = new RemotePeer(remoteServer(listening.url));
    expect(await failureOf(remote.modern('tools/call', { name: 'a' }))).toMatchObject({ code: 'outcome_unknown' });
    expect(scripted.asked).toHaveLength(1);
  });

  it('is told of a cancellation by the end of the stream and by nothing else', async () => {
    let closed = false;
    const scripted = new ScriptedServer((asked) => {
      asked.response.on('close', () => {
        closed = true;
      });
      openStream(asked).write(': working\n\n');
      return true;
    });
    await using listening = await LoopbackServer.listen(scripted.listener);
    await using remote = new RemotePeer(remoteServer(listening.url));
    const abort = new AbortController();
    const call = failureOf(remote.modern('tools/call', { name: 'a' }, abort.signal));
    await eventually(() => expect(scripted.asked).toHaveLength(1));
    abort.abort();
    expect(await call).toMatchObject({ name: 'AbortError' });
    await eventually(() => expect(closed).toBe(true));
    expect(scripted.asked).toHaveLength(1);
  });

  it('is heard on a long stream of what changes, with each frame about the request that opened it', async () => {
    const handler = createMcpHandler(() => regionalServer(), { legacy: 'reject' });
    const handle = toNodeHandler(handler);
    const listener = (...[request, response]: Parameters<typeof handle>) => void handle(request, response);
    // Without exact optional properties the two describe the same thing.
    await using listening = await LoopbackServer.listen(listener as Parameters<typeof LoopbackServer.listen>[0]);
    await using remote = new RemotePeer(remoteServer(listening.url));
    const abort = new AbortController();
    const stream = failureOf(remote.modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, abort.signal));
    await eventually(() => expect(remote.methods).toHaveLength(1));
    handler.notify.toolsChanged();
    await eventually(() => expect(remote.methods).toContain('notifications/tools/list_changed'));
    expect(new Set(remote.heard.map(({ about }) => about)).size).toBe(1);
    abort.abort();
    await stream;
    await handler.close();
  });
});
