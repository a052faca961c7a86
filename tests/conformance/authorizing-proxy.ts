import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request and what came back, as they went over the wire. */
export interface Exchange {
  /** When the request arrived, in milliseconds since 1970. */
  readonly at: number;
  readonly request: string;
  readonly response: string;
}

/** A proxy on loopback in front of one server. Everything passes as it is, `Host` and `Origin` too, and is kept. */
export interface AuthorizingProxy extends AsyncDisposable {
  readonly url: string;
  /** What has passed completely. */
  readonly exchanges: readonly Exchange[];
}

/** Starts a proxy that adds `Authorization: Bearer <key>` to each request if there is a key: the suite can't send one. */
export async function startAuthorizingProxy(target: string, key?: string): Promise<AuthorizingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => pass(request, response, { target, key, exchanges }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A listening TCP server has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(target).pathname}`,
    exchanges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Setting {
  readonly target: string;
  readonly key: string | undefined;
  readonly exchanges: Exchange[];
}

function pass(request: IncomingMessage, response: ServerResponse, { target, key, exchanges }: Setting): void {
  const at = Date.now();
  const { hostname, port } = new URL(target);
  const authorization = key === undefined ? [] : ['Authorization', `Bearer ${key}`];
  const headers = [...request.rawHeaders, ...authorization];
  // A connection of its own: ending it when the client leaves must touch no other request.
  const onward = httpRequest({ hostname, port, path: request.url ?? '/', method: request.method ?? 'GET', headers, agent: false });
  const sent = chunksOf(request);
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', answer.rawHeaders);
    response.flushHeaders();
    const received = chunksOf(answer);
    answer.pipe(response);
    response.on('close', () => exchanges.push({ at, request: textOf(sent), response: textOf(received) }));
  });
  onward.on('error', () => response.destroy());
  // Who leaves must be seen to leave on the other side: it cancels.
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

function chunksOf(stream: IncomingMessage): Buffer[] {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
