import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Agent } from 'undici';
import { UrlRefusal } from './http-failures.ts';
import { splitLogin } from './login.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

export interface HttpQuestion {
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Left out: the endpoint's own address. */
  readonly url?: URL;
}

/** For the connection, TLS included, in milliseconds. */
const connectMs = 10_000;
/** Of all headers of an answer together, in bytes. */
const longestHeaders = 64 * 1024;
const mostRedirects = 5;

/** One address on the network, with what the person sends there. Streams may be silent for as long as they like. */
export class HttpEndpoint {
  readonly url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: longestHeaders,
  });

  /** A login in the address is sent as HTTP's basic one. */
  constructor(address: string, headers: Readonly<Record<string, string>>) {
    const { url, headers: sent } = splitLogin(address, headers);
    this.#headers = { 'user-agent': 'patchbay', ...sent };
    this.url = url;
  }

  /** Follows redirects only where they keep the method and stay at this origin. Throws what undici throws, or `UrlRefusal`. */
  async ask(question: HttpQuestion): Promise<HttpAnswer> {
    let url = question.url ?? this.url;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#askOnce(url, question);
      const target = redirectOf(answer, url);
      if (target === null) return answer;
      answer.body.on('error', () => undefined).destroy();
      if (redirects === mostRedirects || !isFollowed(answer.status, question.method, url, target)) throw new UrlRefusal(target.origin);
      url = target;
    }
  }

  /** Ends everything that is under way. */
  destroy(): Promise<void> {
    return this.#agent.destroy();
  }

  async #askOnce(url: URL, { method, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
    // Connections that the server has closed meanwhile are noticed now, and not taken for this request.
    await setImmediate();
    signal.throwIfAborted();
    const answer = await this.#agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { ...this.#headers, ...headers },
      body: body ?? null,
      signal,
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  }
}

function redirectOf({ status, headers }: HttpAnswer, url: URL): URL | null {
  const { location } = headers;
  if (status < 300 || status > 399 || location === undefined) return null;
  return URL.canParse(location, url.href) ? new URL(location, url) : null;
}

/** 301, 302 and 303 would turn a POST into a GET. */
function isFollowed(status: number, method: string, from: URL, to: URL): boolean {
  return from.origin === to.origin && (method === 'GET' || status === 307 || status === 308);
}
