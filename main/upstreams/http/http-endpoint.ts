import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Agent } from 'undici';
import { UrlRefusal } from './http-failures.ts';
import { splitLogin } from './login.ts';
import { noAccess, type RemoteAccess } from './remote-access.ts';

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
  readonly #access: RemoteAccess;
  readonly #agent = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: longestHeaders,
  });

  /** A login in the address is sent as HTTP's basic one. `access`: for a server that the person signs in at. */
  constructor(address: string, headers: Readonly<Record<string, string>>, access: RemoteAccess = noAccess) {
    const { url, headers: sent } = splitLogin(address, headers);
    this.#access = access;
    this.#headers = { 'user-agent': 'patchbay', ...sent };
    this.url = url;
  }

  /**
   * Follows redirects only where they keep the method and stay at this origin. What is refused for want of a sign-in is asked once more where that
   * may help. Throws what undici throws, `UrlRefusal`, or what `RemoteAccess` does.
   */
  async ask(question: HttpQuestion): Promise<HttpAnswer> {
    const first = await this.#askAs(question, false);
    return first ?? (await this.#askAs(question, true)) ?? Promise.reject(new Error('What was refused twice is not asked again.'));
  }

  /** Null: it was refused, and may be asked again. */
  async #askAs(question: HttpQuestion, isAgain: boolean): Promise<HttpAnswer | null> {
    const sent = await this.#access.authorization();
    const headers = sent === null ? question.headers : { ...question.headers, authorization: sent };
    const answer = await this.#follow({ ...question, headers });
    const { status } = answer;
    if (status !== 401 && status !== 403) return answer;
    try {
      const mayTry = await this.#access.refused({ status, challenge: answer.headers['www-authenticate'], sent, isAgain });
      if (!mayTry || isAgain) return answer;
    } catch (error) {
      discardQuietly(answer);
      throw error;
    }
    discardQuietly(answer);
    return null;
  }

  async #follow(question: HttpQuestion): Promise<HttpAnswer> {
    let url = question.url ?? this.url;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#askOnce(url, question);
      const target = redirectOf(answer, url);
      if (target === null) return answer;
      discardQuietly(answer);
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

function discardQuietly({ body }: HttpAnswer): void {
  body.on('error', () => undefined).destroy();
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
