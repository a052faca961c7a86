import type { ServerResponse } from 'node:http';

export interface StreamedEvent {
  /** By which the client says how far it came. */
  readonly id?: string;
  /** One line; empty where the event only tells the id. */
  readonly data: string;
  /** Milliseconds that the client waits before it comes back. */
  readonly retry?: number;
}

/** Comments between events keep the connection from being taken for dead. Milliseconds. */
const keepAliveMs = 15_000;
/** Who takes nothing for so long is cut off. Milliseconds. */
const patienceMs = 30_000;

const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** An answer as server-sent events, from its headers to its end. */
export class EventStream {
  /** Resolves when the connection is gone, however it came. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  readonly #keepAlive: NodeJS.Timeout;
  #drained: PromiseWithResolvers<void> | null = null;
  #impatience: NodeJS.Timeout | undefined;

  constructor(response: ServerResponse, extraHeaders: Readonly<Record<string, string>> = {}) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#response = response;
    response.writeHead(200, { ...headers, ...extraHeaders });
    // A quick answer leaves in one packet with what comes before it.
    const { socket } = response;
    socket?.cork();
    setImmediate(() => socket?.uncork());
    response.flushHeaders();
    response.on('drain', () => this.#relieve());
    response.on('close', () => {
      clearInterval(this.#keepAlive);
      this.#relieve();
      resolve();
    });
    this.#keepAlive = setInterval(() => this.#write(': still here\n\n'), keepAliveMs).unref();
  }

  /** Whether events still reach somebody. */
  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  get isCongested(): boolean {
    return this.isOpen && this.#response.writableNeedDrain;
  }

  /** Bytes that wait for the client to take them. */
  get waiting(): number {
    return this.#response.writableLength;
  }

  send({ id, data, retry }: StreamedEvent): void {
    const lines = [
      ...(data === '' ? [] : ['event: message']),
      ...(id === undefined ? [] : [`id: ${id}`]),
      ...(retry === undefined ? [] : [`retry: ${retry}`]),
      `data: ${data}`,
    ];
    this.#write(`${lines.join('\n')}\n\n`);
  }

  /** Resolves when the client takes more, or is gone. */
  drained(): Promise<void> {
    if (!this.isCongested) return Promise.resolve();
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  end(): void {
    clearInterval(this.#keepAlive);
    this.#response.end();
  }

  destroy(): void {
    this.#response.destroy();
  }

  #write(text: string): void {
    if (!this.isOpen || this.#response.write(text)) return;
    this.#impatience ??= setTimeout(() => this.destroy(), patienceMs).unref();
  }

  #relieve(): void {
    clearTimeout(this.#impatience);
    this.#impatience = undefined;
    this.#drained?.resolve();
    this.#drained = null;
  }
}
