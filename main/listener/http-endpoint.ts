import { Broadcast } from '../lib/broadcast.ts';
import { OneAtATime } from '../lib/one-at-a-time.ts';
import { hasCode, reasonOf } from '../lib/thrown.ts';
import type { AppKeys } from './app-keys.ts';
import { type McpDoors, McpOverHttp } from './http-mcp.ts';
import { LoopbackServer } from './http-server.ts';

/** What config.yaml says about the endpoint; null: there is none. */
export type EndpointSettings = { readonly port: number } | null;

interface Running extends AsyncDisposable {
  readonly port: number;
}

/** A port that was taken is tried again after so many milliseconds. */
const retryMs = 5_000;

/** The loopback endpoint `/mcp` as config.yaml wants it: off, or on at a port. */
export class HttpEndpoint implements AsyncDisposable {
  /** Its address or its fault is another one. */
  readonly changed = new Broadcast<void>();
  readonly #keys: AppKeys;
  readonly #maxBytes: number;
  readonly #turns = new OneAtATime();
  #doors: McpDoors | null = null;
  #wanted: EndpointSettings = null;
  #running: Running | null = null;
  #fault: string | null = null;
  #retry: NodeJS.Timeout | undefined;

  constructor(keys: AppKeys, maxBytes: number) {
    this.#keys = keys;
    this.#maxBytes = maxBytes;
  }

  /** Where apps reach it; null while it is off. */
  get url(): string | null {
    return this.#running === null ? null : `http://127.0.0.1:${this.#running.port}/mcp`;
  }

  /** Why it isn't there although it should be. */
  get fault(): string | null {
    return this.#fault;
  }

  /** From now on apps may come in. */
  async open(doors: McpDoors, settings: EndpointSettings): Promise<void> {
    this.#doors = doors;
    await this.follow(settings);
  }

  /** Starts, stops or moves it. Never rejects: what can't be done is its fault. */
  follow(settings: EndpointSettings): Promise<void> {
    this.#wanted = settings;
    return this.#turns.run(() => this.#apply());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.follow(null);
  }

  async #apply(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#wanted !== null && this.#wanted.port === this.#running?.port) return;
    const before = this.url ?? this.#fault;
    await this.#stop();
    if (this.#wanted !== null && this.#doors !== null) await this.#start(this.#wanted.port, this.#doors);
    if ((this.url ?? this.#fault) !== before) this.changed.emit();
  }

  async #stop(): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    this.#running = null;
    this.#fault = null;
  }

  async #start(port: number, doors: McpDoors): Promise<void> {
    try {
      this.#running = await run(port, new McpOverHttp(this.#keys, { maxBytes: this.#maxBytes }, doors));
    } catch (error) {
      this.#fault = sentenceOf(port, error);
      this.#retry = setTimeout(() => void this.#turns.run(() => this.#apply()), retryMs).unref();
    }
  }
}

async function run(port: number, mcp: McpOverHttp): Promise<Running> {
  await using starting = new AsyncDisposableStack();
  starting.use(mcp);
  const server = await LoopbackServer.listen(port, (request, response) => void mcp.handle(request, response));
  starting.move();
  // New connections are refused before open streams end.
  return { port, [Symbol.asyncDispose]: async () => void (await Promise.all([server[Symbol.asyncDispose](), mcp[Symbol.asyncDispose]()])) };
}

function sentenceOf(port: number, error: unknown): string {
  const advice = 'name another one in config.yaml as `endpoint: { port: … }`';
  if (hasCode(error, 'EADDRINUSE')) return `The endpoint's port ${port} is taken by another program: stop that one, or ${advice}.`;
  if (hasCode(error, 'EACCES')) return `The system doesn't let Patchbay use port ${port} for the endpoint: ${advice}.`;
  return `The endpoint can't be opened at port ${port} (${reasonOf(error)}): ${advice}.`;
}
