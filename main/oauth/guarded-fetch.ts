import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { FetchLike } from '@modelcontextprotocol/client';
import { Agent } from 'undici';
import { NamedError } from '../../contract/errors.ts';
import { networkFailure } from '../upstreams/http/http-failures.ts';
import { wholeBody } from '../upstreams/http/read-body.ts';
import { Reach } from './reach.ts';

/** Looks a name up, all its addresses; `dns.lookup` but in tests. */
export type LookUp = (hostname: string, found: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

/** Of one answer, in bytes: metadata, a registration or tokens are never so long. */
const longestBody = 256 * 1024;
const longestHeaders = 32 * 1024;
/** For one answer to its end, in milliseconds. */
const answerMs = 15_000;

const lookUpAll: LookUp = (hostname, found) => systemLookup(hostname, { all: true }, found);

/**
 * `fetch` for what signing in at one server asks the network: it goes only where `Reach` allows, checked for each address at the moment of
 * connecting, so that a name that changes its mind leads nowhere. Follows no redirect by itself, keeps no cookie, and takes only short answers.
 */
export class GuardedFetch implements AsyncDisposable {
  readonly #reach: Reach;
  readonly #agent: Agent;

  constructor(server: URL, lookUp: LookUp = lookUpAll) {
    this.#reach = new Reach(server);
    this.#agent = new Agent({
      connect: { timeout: answerMs, lookup: guarded(this.#reach, lookUp) },
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
      maxHeaderSize: longestHeaders,
    });
  }

  /** Throws `forbidden` where it may not go, `upstream_failed` and the like where nobody answers. */
  readonly fetch: FetchLike = async (address, init) => {
    const url = new URL(address);
    this.#reach.check(url);
    try {
      return await this.#ask(url, init);
    } catch (error) {
      throw networkFailure(url.host, forbiddenIn(error) ?? error);
    }
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask(url: URL, init: RequestInit = {}): Promise<Response> {
    const headers = Object.fromEntries(new Headers(init.headers));
    const answer = await this.#agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: init.method === 'POST' ? 'POST' : 'GET',
      headers: { ...headers, 'user-agent': 'patchbay' },
      body: textOf(init.body),
      signal: AbortSignal.any([AbortSignal.timeout(answerMs), ...(init.signal ? [init.signal] : [])]),
    });
    const body = await wholeBody(answer.body, longestBody);
    const told = new Headers();
    for (const name of ['content-type', 'location']) {
      const value = answer.headers[name];
      if (typeof value === 'string') told.set(name, value);
    }
    return new Response(body.length === 0 ? null : new Uint8Array(body), { status: statusOf(answer.statusCode), headers: told });
  }
}

/** All addresses of a name are checked, whichever of them is taken. */
function guarded(reach: Reach, lookUp: LookUp): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, (error, addresses) => {
      const [first] = addresses;
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${hostname} has no address`), []);
        return;
      }
      try {
        reach.checkAddresses(
          hostname,
          addresses.map(({ address }) => address),
        );
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      } catch (refusal) {
        // `checkAddresses` throws nothing but a NamedError.
        callback(refusal as NodeJS.ErrnoException, []);
      }
    });
  };
}

function statusOf(status: number): number {
  return status >= 200 && status <= 599 ? status : 502;
}

function textOf(body: RequestInit['body']): string | null {
  if (typeof body === 'string') return body;
  return body instanceof URLSearchParams ? body.toString() : null;
}

/** The refusal of an address, where it was on the way to a connection. */
function forbiddenIn(error: unknown): NamedError | null {
  if (error instanceof NamedError) return error;
  if (!(error instanceof Error)) return null;
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return causes.map(forbiddenIn).find((found) => found !== null) ?? null;
}
