import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hasCode } from '../lib/thrown.ts';

/** Slow or many connections hold nothing up for long. `requestTimeout` covers headers and body, not the answer: streams stay. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
  // A value of a tool's argument may stand in a header (2026-07-28, "Custom Headers from Tool Parameters").
  maxHeaderSize: 65_536,
  requireHostHeader: false,
} as const;
const connectionsAtMost = 1_024;
/** How long answers may take to leave when Patchbay stops, in milliseconds. */
const farewellMs = 1_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server on this machine's own addresses, and on no other. */
export class LoopbackServer implements AsyncDisposable {
  readonly port: number;
  readonly #servers: readonly Server[];

  private constructor(port: number, servers: readonly Server[]) {
    this.port = port;
    this.#servers = servers;
  }

  /**
   * Takes `port` (0: a free one) on 127.0.0.1, and on ::1 where the machine has it: whoever else sat there would get what is meant for us.
   * Rejects with the system's error.
   */
  static async listen(port: number, handler: Handler): Promise<LoopbackServer> {
    const first = await listening(port, '127.0.0.1', handler);
    const address = first.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;
    try {
      const second = await listening(taken, '::1', handler).catch(nullWithoutAddress);
      return new LoopbackServer(taken, second === null ? [first] : [first, second]);
    } catch (error) {
      first.close();
      throw error;
    }
  }

  /** No new connections; those that are open end when what was sent has left, or after a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map(closed));
  }
}

async function listening(port: number, host: string, handler: Handler): Promise<Server> {
  const server = createServer(limits, handler);
  // The body is asked for once the app is known, not before.
  server.on('checkContinue', handler);
  server.maxConnections = connectionsAtMost;
  server.listen({ port, host, exclusive: true, ipv6Only: host === '::1' });
  await once(server, 'listening');
  return server;
}

function nullWithoutAddress(error: unknown): null {
  if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'EAFNOSUPPORT')) return null;
  throw error;
}

async function closed(server: Server): Promise<void> {
  const close = once(server, 'close');
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), farewellMs / 20);
  const all = setTimeout(() => server.closeAllConnections(), farewellMs);
  await close;
  clearInterval(idle);
  clearTimeout(all);
}
