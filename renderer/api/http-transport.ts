import type { Answer } from '../../contract/contract.ts';
import type { Connection } from './connection.ts';
import { readEvents } from './event-stream.ts';
import { Link } from './link.ts';
import { Unreachable } from './unreachable.ts';

interface HttpOptions {
  readonly token: string | null;
  readonly fetch: typeof fetch;
}

type Listener = (value: unknown) => void;

const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** The token is missing or wrong (401), or wrong ones came too often (429). */
const refusals: ReadonlySet<number> = new Set([401, 429]);

/** The contract over HTTP: a POST per call, and one stream of server-sent events, opened with the first subscription and kept open. */
export class HttpTransport implements Connection {
  readonly link: Link;
  readonly shell = 'browser';
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;
  readonly #listeners = new Map<string, Set<Listener>>();
  #streaming = false;
  #wake: (() => void) | null = null;

  constructor({ token, fetch }: HttpOptions) {
    this.link = new Link(token === null ? 'refused' : 'connecting');
    this.#headers = { authorization: `Bearer ${token ?? ''}` };
    this.#fetch = fetch;
  }

  async call(method: string, input: unknown): Promise<Answer> {
    const response = await this.#request(`./api/${method}`, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    // The core's own dispatch wrote this body; anything else (a proxy's page) fails to parse and is an error like any other.
    return (await response.json()) as Answer;
  }

  subscribe(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    if (!this.#streaming) void this.#keepStreaming();
    return () => {
      listeners.delete(listener);
    };
  }

  retry(): void {
    this.#wake?.();
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    try {
      const response = await this.#fetch(path, { ...init, cache: 'no-store' });
      if (refusals.has(response.status)) this.link.move('refused');
      return response;
    } catch (error) {
      if (this.link.state() !== 'refused') this.link.move('lost');
      throw new Unreachable(error);
    }
  }

  /** Never rejects: a fault of the stream ends one round of it. */
  async #keepStreaming(): Promise<void> {
    this.#streaming = true;
    let delay = firstDelayMs;
    while (this.link.state() !== 'refused') {
      const opened = await this.#streamOnce();
      if (this.link.state() === 'refused') return;
      this.link.move('lost');
      delay = opened ? firstDelayMs : Math.min(delay * 2, longestDelayMs);
      await this.#pause(delay);
    }
  }

  /** Resolves when the stream ended, with whether it had been open. */
  async #streamOnce(): Promise<boolean> {
    let opened = false;
    try {
      const response = await this.#request('./api/events', { headers: { ...this.#headers, accept: 'text/event-stream' } });
      if (!response.ok || response.body === null) return false;
      opened = true;
      this.link.move('open');
      for await (const event of readEvents(response.body)) this.#tell(event.name, JSON.parse(event.data));
    } catch {
      // The core went away mid-stream. The link says so, and the next round tries again.
    }
    return opened;
  }

  #tell(name: string, value: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(value);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
