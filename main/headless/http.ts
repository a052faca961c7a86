import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { contentSecurityPolicy } from '../lib/content-security-policy.ts';
import { isFromOurWindow } from './gate.ts';
import { windowRoutes, type Routes } from './routes.ts';

const responseHeaders = new Map([
  ['Content-Security-Policy', contentSecurityPolicy],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
]);

/** Slow or many connections hold nothing up for long. `requestTimeout` covers headers and body, not the answer: event streams stay. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false,
} as const;
const connectionsAtMost = 128;

type Listener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/**
 * The window over HTTP, on this machine's own addresses only. It takes the port at once and answers 503 until `serve` gives it a broker,
 * because the broker wants to know the address when it starts.
 */
export class WindowServer implements AsyncDisposable {
  readonly port: number;
  readonly #servers: readonly Server[];
  readonly #stop = new AbortController();
  #closed: Promise<unknown> | undefined;
  #listener: Listener = (_, response) => refuse(response, 503, 'Patchbay is starting.');

  private constructor(port: number, servers: readonly Server[]) {
    this.port = port;
    this.#servers = servers;
    for (const server of servers) server.on('request', (request, response) => this.#receive(request, response));
  }

  /** Takes `port` (0: a free one) on 127.0.0.1, and on ::1 where the machine has it. Rejects with the system's error if it is taken. */
  static async listen(port: number): Promise<WindowServer> {
    const first = await listening(port, '127.0.0.1');
    const address = first.address();
    if (address === null || typeof address === 'string') throw new Error('The window has no port although it listens.');
    const second = await listening(address.port, '::1').catch(() => undefined);
    return new WindowServer(address.port, second ? [first, second] : [first]);
  }

  /** Without a token: nobody gets in with this alone. */
  get address(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  serve(routes: Omit<Routes, 'stopped'>): void {
    const { fetch } = windowRoutes({ ...routes, stopped: this.#stop.signal });
    this.#listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  }

  /** May be called again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#closed ??= Promise.all(this.#servers.map(closed));
    await this.#closed;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of responseHeaders) response.setHeader(name, value);
    if (isFromOurWindow(request, this.port)) void this.#listener(request, response);
    else refuse(response, 403, 'Patchbay answers only its own window.');
  }
}

async function listening(port: number, host: string): Promise<Server> {
  const server = createServer(limits);
  server.maxConnections = connectionsAtMost;
  server.listen({ port, host, exclusive: true, ipv6Only: host === '::1' });
  await once(server, 'listening');
  return server;
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(sentence);
}

async function closed(server: Server): Promise<void> {
  const close = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await close;
}
