import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '../helpers/eventually.ts';
import { LoopbackServer, remoteServer, SessionServer } from '../helpers/remote-servers.ts';
import { Supervision } from '../helpers/supervision.ts';

function echoServer(): McpServer {
  const server = new McpServer({ name: 'remote', version: '1.0.0' });
  server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => ({ content: [{ type: 'text', text }] }));
  server.registerTool('ticking', { inputSchema: {} }, async (_args, { sendNotification, _meta }) => {
    for (const progress of [1, 2, 3])
      await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta?.progressToken ?? 0, progress } });
    return { content: [{ type: 'text', text: 'done' }] };
  });
  return server;
}

describe('a remote server of the legacy era', () => {
  it('is called like any other, in one session that ends with it', async () => {
    await using supervision = await Supervision.open();
    const remote = new SessionServer(echoServer);
    await using listening = await LoopbackServer.listen(remote.listener);
    await supervision.apply({ docs: remoteServer(listening.url, { headers: { 'X-Key': 'abcdef' } }) });
    expect(await Promise.all(['a', 'b', 'c'].map((text) => supervision.call('docs', 'echo', { text })))).toEqual(['a', 'b', 'c']);
    expect(supervision.status('docs')).toMatchObject({ state: 'running', pid: null });
    expect(remote.sessions.size).toBe(1);
    const [session] = remote.sessions.keys();
    const posts = remote.requests.filter(({ method }) => method === 'POST');
    const [first, ...later] = posts.slice(posts.findIndex(({ body }) => body.includes('"initialize"')));
    expect(first?.headers).not.toHaveProperty('mcp-protocol-version');
    for (const { headers } of later) expect(headers).toMatchObject({ 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' });
    for (const { headers } of remote.requests) expect(headers).toMatchObject({ 'x-key': 'abcdef' });
    await supervision.supervisor.stop('docs');
    expect(remote.sessions.size).toBe(0);
  });

  it('is heard while it works, and when nobody asked', async () => {
    await using supervision = await Supervision.open();
    const remote = new SessionServer(echoServer);
    await using listening = await LoopbackServer.listen(remote.listener);
    await supervision.apply({ docs: remoteServer(listening.url) });
    const connection = await supervision.supervisor.connect('docs');
    const ticks: unknown[] = [];
    await connection.request('tools/call', { name: 'ticking', arguments: {} }, { onProgress: ({ progress }) => ticks.push(progress) });
    expect(ticks).toEqual([1, 2, 3]);
    const heard: string[] = [];
    supervision.supervisor.notifications.subscribe(({ frame }) => heard.push(frame.method));
    await eventually(() => expect(remote.requests.some(({ method }) => method === 'GET')).toBe(true));
    for (const { server } of remote.sessions.values()) server.sendToolListChanged();
    await eventually(() => expect(heard).toEqual(['notifications/tools/list_changed']));
  });

  it('that was restarted and knows no session any more is greeted anew, and the call succeeds', async () => {
    await using supervision = await Supervision.open();
    const before = await LoopbackServer.listen(new SessionServer(echoServer).listener);
    await supervision.apply({ docs: remoteServer(before.url) });
    expect(await supervision.call('docs', 'echo', { text: 'before' })).toBe('before');
    const { port } = before;
    await before[Symbol.asyncDispose]();
    const again = new SessionServer(echoServer);
    await using _after = await LoopbackServer.listen(again.listener, port);
    expect(await Promise.all(['a', 'b', 'c'].map((text) => supervision.call('docs', 'echo', { text })))).toEqual(['a', 'b', 'c']);
    expect(again.sessions.size).toBe(1);
  });
});
