import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { contentSecurityPolicy } from '../../main/lib/content-security-policy.ts';
import type { ContractDouble } from './contract-double.ts';

const built = join(import.meta.dirname, '../../dist/renderer');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Serves the built window and a double of the contract on loopback, with the product's own content security policy. */
export class WindowServer implements AsyncDisposable {
  readonly token = 'a-token-of-the-tests';
  readonly #double: ContractDouble;
  #server: Server | null = null;
  #port = 0;

  constructor(double: ContractDouble) {
    this.#double = double;
  }

  /** The address that a person would open. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/#token=${this.token}`;
  }

  /** Listens, after `stop` on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    // A TCP server's address is never a string or null once it listens.
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('content-security-policy', contentSecurityPolicy);
    const path = request.url ?? '/';
    if (!path.startsWith('/api/')) await sendFile(path, response);
    else if (request.headers.authorization !== `Bearer ${this.token}`) response.writeHead(401).end();
    else if (path === '/api/events') this.#stream(response);
    else await this.#call(path.slice('/api/'.length), request, response);
  }

  async #call(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await this.#double.call(method, JSON.parse(Buffer.concat(chunks).toString('utf8')));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    const end = this.#double.subscribe((name, value) => response.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`));
    response.on('close', end);
  }
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const file = path === '/' ? '/index.html' : path;
  try {
    const body = await readFile(join(built, file));
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}
