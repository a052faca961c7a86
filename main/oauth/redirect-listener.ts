import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NamedError } from '../../contract/errors.ts';

export interface ListenerOptions {
  readonly path: string;
  /** 0: any. */
  readonly port: number;
  /** The one answer that is waited for carries this. */
  readonly state: string;
}

/** Requests that are not the answer; more of them end the waiting. */
const mostStrays = 100;
const longestHeaders = 16 * 1024;

const inert = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  connection: 'close',
} as const;

/**
 * Where the browser brings the answer of a sign-in: a port of 127.0.0.1 that takes one answer and closes. Whatever doesn't carry the state
 * is refused and doesn't count (RFC 8252 §7.3; protocol-security-reliability.md §3.1, "Localhost redirect impersonation").
 */
export class RedirectListener implements AsyncDisposable {
  readonly redirectUri: string;
  /** What the browser brought; rejects when too much else came. */
  readonly answer: Promise<URLSearchParams>;
  readonly #server: Server;
  readonly #options: ListenerOptions;
  readonly #answered = Promise.withResolvers<URLSearchParams>();
  #strays = 0;
  #isOver = false;

  private constructor(server: Server, options: ListenerOptions) {
    this.#server = server;
    this.#options = options;
    // It listens, so it has an address with a port.
    const { port } = server.address() as AddressInfo;
    this.redirectUri = `http://127.0.0.1:${port}${options.path}`;
    this.answer = this.#answered.promise;
    // Whoever waits is told.
    this.answer.catch(() => undefined);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#take(request, response));
  }

  /** Throws `conflict` where the port is taken. */
  static async open(options: ListenerOptions): Promise<RedirectListener> {
    const server = createServer({ maxHeaderSize: longestHeaders, requestTimeout: 5000 });
    server.listen(options.port, '127.0.0.1');
    await once(server, 'listening').catch((cause: unknown) => {
      throw new NamedError('conflict', `The port ${options.port} for the answer of the browser is taken: try again later.`, {}, { cause });
    });
    return new RedirectListener(server, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#close();
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const answer = this.#isOver ? null : this.#answerIn(request);
    if (answer === null) this.#refuse(response, 404);
    else if (!isSame(answer.get('state') ?? '', this.#options.state)) this.#refuse(response, 400);
    else this.#accept(answer, response);
  }

  /** Null where something else was asked for, or under another name of this computer. */
  #answerIn({ method, url = '', headers }: IncomingMessage): URLSearchParams | null {
    const { origin, host, pathname } = new URL(this.redirectUri);
    if (method !== 'GET' || headers.host !== host || !URL.canParse(url, origin)) return null;
    const asked = new URL(url, origin);
    return asked.origin === origin && asked.pathname === pathname ? asked.searchParams : null;
  }

  #accept(answer: URLSearchParams, response: ServerResponse): void {
    this.#isOver = true;
    response.writeHead(200, inert).end(page('Patchbay has the answer', 'You can close this page and go back to Patchbay.'));
    this.#close();
    this.#answered.resolve(answer);
  }

  #refuse(response: ServerResponse, status: number): void {
    response.writeHead(status, inert).end(page('This is not a sign-in that Patchbay waits for', 'Begin again in Patchbay.'));
    this.#strays += 1;
    if (this.#strays < mostStrays || this.#isOver) return;
    this.#answered.reject(
      new NamedError('forbidden', 'Something else kept sending answers to this sign-in. Nothing was signed in: try again.'),
    );
    this.#close();
  }

  #close(): void {
    this.#isOver = true;
    this.#server.close();
  }
}

function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
