import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { createMcpHandler, McpServer as ModernServer } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { AuthorizationServer } from '../helpers/authorization-server.ts';
import { bodyOf, LoopbackServer, remoteServer } from '../helpers/remote-servers.ts';
import { SigningIn } from '../helpers/signing-in.ts';
import { Supervision } from '../helpers/supervision.ts';

/** Lets through who has a token that is good, says to the others where to get one, and counts those. */
class Door {
  refusals = 0;
  readonly #authorization: AuthorizationServer;

  constructor(authorization: AuthorizationServer) {
    this.#authorization = authorization;
  }

  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      const origin = `http://${request.headers.host}`;
      if (request.url === '/.well-known/oauth-protected-resource/mcp') {
        const said = { resource: `${origin}/mcp`, authorization_servers: [this.#authorization.issuer], scopes_supported: ['read'] };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
        return;
      }
      void this.isOpen(request).then((isOpen) => {
        if (isOpen) listener(request, response);
        else response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      });
    };
  }

  async isOpen({ headers }: IncomingMessage): Promise<boolean> {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    const isOpen = token !== undefined && (await this.#authorization.scopesOf(token)) !== null;
    if (!isOpen) this.refusals += 1;
    return isOpen;
  }
}

function sseServer(): RequestListener {
  const transports = new Map<string, SSEServerTransport>();
  return (request, response) => {
    const known = transports.get(new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('sessionId') ?? '');
    if (known !== undefined) void bodyOf(request).then((body) => known.handlePostMessage(request, response, JSON.parse(body)));
    else if (request.method === 'GET') {
      const transport = new SSEServerTransport('/messages', response);
      transports.set(transport.sessionId, transport);
      const server = new McpServer({ name: 'older', version: '1.0.0' });
      server.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: 'kim' }] }));
      void server.connect(transport);
    } else response.writeHead(405).end();
  };
}

function modernServer(): RequestListener {
  const handle = toNodeHandler(
    createMcpHandler(
      () => {
        const server = new ModernServer({ name: 'modern', version: '1.0.0' });
        server.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: 'kim' }] }));
        return server;
      },
      { legacy: 'reject' },
    ),
  );
  // Without exact optional properties the two describe the same thing.
  return (request, response) => void handle(request as Parameters<typeof handle>[0], response);
}

/** A server that is signed in at, as the supervisor runs it. */
async function supervised(signing: SigningIn): Promise<Supervision> {
  return Supervision.open({ accessTo: (server, address) => signing.signIns.accessTo(server, address) });
}

describe('a server that one signs in at', () => {
  it.each([
    ['sse', sseServer],
    ['auto', sseServer],
    ['auto', modernServer],
  ] as const)('waits for that over %s, is called then, and gets new tokens where the old ones are refused', async (transport, listener) => {
    await using signing = await SigningIn.open();
    const door = new Door(signing.authorization);
    await using listening = await LoopbackServer.listen(door.guard(listener()));
    await signing.know({}, listening.url);
    await using supervision = await supervised(signing);
    await supervision.apply({ docs: remoteServer(listening.url, { transport }) });
    await expect(supervision.supervisor.connect('docs')).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(supervision.status('docs').state).toBe('needs-sign-in');
    await signing.signIn();
    await supervision.supervisor.signedIn('docs');
    expect(await supervision.call('docs', 'whoami')).toBe('kim');
    await signing.authorization.spoil(signing.kept().access);
    const before = door.refusals;
    expect(await Promise.all(Array.from({ length: 5 }, () => supervision.call('docs', 'whoami')))).toEqual(Array(5).fill('kim'));
    expect(door.refusals).toBe(before + 5);
    expect(signing.authorization.granted('refresh_token')).toBe(1);
  });

  it('waits for that at a WebSocket, and is greeted with new tokens where the old ones are refused', async () => {
    await using signing = await SigningIn.open();
    const door = new Door(signing.authorization);
    await using listening = await LoopbackServer.listen(door.guard((_request, response) => response.writeHead(426).end()));
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'mcp' });
    listening.onUpgrade((request, socket, head) => {
      void door.isOpen(request).then((isOpen) => {
        if (isOpen) sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened));
        else socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
    });
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const { id, method } = JSON.parse(data.toString()) as { id?: number; method: string };
        const hello = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'socket', version: '1' } };
        if (method === 'server/discover') socket.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'unknown' } }));
        else if (id !== undefined) {
          const result = method === 'initialize' ? hello : { content: [{ type: 'text', text: 'kim' }] };
          socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
        }
      });
    });
    const url = listening.url.replace('http', 'ws');
    await signing.know({}, url);
    await using supervision = await supervised(signing);
    await supervision.apply({ docs: remoteServer(url, { transport: 'websocket' }) });
    await expect(supervision.supervisor.connect('docs')).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(supervision.status('docs').state).toBe('needs-sign-in');
    await signing.signIn();
    await signing.authorization.spoil(signing.kept().access);
    expect(await supervision.call('docs', 'whoami')).toBe('kim');
    expect(signing.authorization.granted('refresh_token')).toBe(1);
    const gone = once(sockets, 'close');
    for (const client of sockets.clients) client.terminate();
    sockets.close();
    await gone;
  });
});
