import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { shownUrl } from '../../main/settings/shown-url.ts';
import type { HttpLaunch } from '../../main/upstreams/launch-settings.ts';

export function remoteServer(url: string, changes: Partial<HttpLaunch> = {}): HttpLaunch {
  return {
    kind: 'http',
    url,
    shownUrl: shownUrl(url),
    headers: {},
    transport: 'auto',
    mode: 'shared',
    timeoutMs: 10_000,
    tools: new Map(),
    ...changes,
  };
}

/** An HTTP server on loopback, ended with everything that hangs on it. */
export class LoopbackServer implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** `port`: where an earlier one stood; 0: any. `connected` hears of each connection, whatever is said on it. */
  static async listen(answer: RequestListener, port = 0, connected?: () => void): Promise<LoopbackServer> {
    const server = createServer(answer).listen(port, '127.0.0.1');
    if (connected !== undefined) server.on('connection', connected);
    await once(server, 'listening');
    return new LoopbackServer(server);
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('It does not listen.');
    return address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/mcp`;
  }

  /** Takes what wants to become a WebSocket. */
  onUpgrade(take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
    this.#server.on('upgrade', take);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** The published SDK's streamable HTTP server of the legacy era, with a session for each client. `make` builds what a session gets. */
export class SessionServer {
  readonly sessions = new Map<string, { server: McpServer; transport: StreamableHTTPServerTransport }>();
  readonly requests: { method: string; headers: IncomingMessage['headers']; body: string }[] = [];
  readonly #make: () => McpServer;

  constructor(make: () => McpServer) {
    this.#make = make;
  }

  readonly listener: RequestListener = (request, response) => {
    void this.#answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    this.requests.push({ method: request.method ?? '', headers: request.headers, body });
    const parsed: unknown = body === '' ? undefined : JSON.parse(body);
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? this.sessions.get(id) : undefined;
    if (known !== undefined) await known.transport.handleRequest(request, response, parsed);
    else if (id === undefined && isInitializeRequest(parsed)) await (await this.#begin()).handleRequest(request, response, parsed);
    else
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}');
  }

  async #begin(): Promise<StreamableHTTPServerTransport> {
    const server = this.#make();
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.sessions.set(id, { server, transport });
      },
      onsessionclosed: (id) => {
        this.sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport;
  }
}

export interface Asked {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  /** The JSON-RPC method, or an empty text. */
  readonly rpc: string;
  readonly id: string | number | null;
  readonly body: string;
  readonly response: ServerResponse;
}

/** A server by hand: speaks the handshake of the legacy era unless `answer` takes a request first (returns true). */
export class ScriptedServer {
  readonly asked: Asked[] = [];
  /** What initialize is answered with as the session's id; null: none. */
  session: string | null = 'first';
  readonly #answer: (asked: Asked) => boolean | Promise<boolean>;

  constructor(answer: (asked: Asked) => boolean | Promise<boolean>) {
    this.#answer = answer;
  }

  readonly listener: RequestListener = (request, response) => {
    void this.#take(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };

  count(rpc: string): number {
    return this.asked.filter((asked) => asked.rpc === rpc).length;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const { id = null, method = '' } = (body === '' ? {} : JSON.parse(body)) as { id?: string | number; method?: string };
    const asked = { method: request.method ?? '', headers: request.headers, rpc: method, id, body, response };
    this.asked.push(asked);
    if (await this.#answer(asked)) return;
    if (asked.method !== 'POST') response.writeHead(405).end();
    else if (method === 'initialize') this.#greet(asked);
    else if (id === null || method === '') response.writeHead(202).end();
    else answerJson(asked, { done: method });
  }

  #greet(asked: Asked): void {
    const session = this.session === null ? {} : { 'mcp-session-id': this.session };
    const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1' } };
    asked.response.writeHead(200, { 'content-type': 'application/json', ...session });
    asked.response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result }));
  }
}

export function answerJson({ response, id }: Asked, result: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
}

/** Begins a stream of events. */
export function openStream({ response }: Asked): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' });
}

export function event(data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
