import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, buildConnector, WebSocket } from 'undici';
import { NamedError } from '../../../contract/errors.ts';
import type { Channel, ChannelReceiver } from '../../wire/channel.ts';
import type { Frame } from '../../wire/frame.ts';
import { identify } from '../../wire/frame-identity.ts';
import { jsonText } from '../../wire/json-text.ts';
import { longestLine } from '../../wire/line-splitter.ts';
import { parseFrame } from '../../wire/parse-frame.ts';
import { networkFailure } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import { splitLogin } from './login.ts';

export interface WebSocketChannelOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inbox: Inbox;
  /** In sentences: `the server “docs”`. */
  readonly otherSide: string;
}

/** A message up to this is read to its end, so that only it is lost; a longer one ends the connection. In bytes. */
const mostRead = 2 * longestLine;
/** What may wait to be sent before the sender is told to slow down, in bytes. */
const mostUnsent = 8 * 1024 * 1024;
const lookAgainMs = 20;
const connectMs = 10_000;
const farewellMs = 1000;

/** Frames as text messages of a WebSocket with the subprotocol `mcp`, as the SDK's first generation spoke it. */
export class WebSocketChannel implements Channel {
  readonly #options: WebSocketChannelOptions;
  readonly #socket: WebSocket;
  readonly #agent = new Agent({ connect: this.#connector(), webSocket: { maxPayloadSize: mostRead } });
  readonly #closed = Promise.withResolvers<void>();
  #unsent: Frame[] = [];
  readonly #started = Promise.withResolvers<void>();
  #wasOpen = false;
  /** Why there is no connection; the WebSocket itself doesn't tell. */
  #failure: unknown = null;
  #waiting: Promise<unknown> = this.#started.promise;

  constructor(options: WebSocketChannelOptions) {
    this.#options = options;
    const { url, headers } = splitLogin(options.url, options.headers);
    this.#socket = new WebSocket(url, { protocols: ['mcp'], headers, dispatcher: this.#agent });
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('open', () => this.#begin());
    this.#socket.addEventListener('message', ({ data }: { data: unknown }) => this.#receive(data));
    this.#socket.addEventListener('close', ({ code }: { code: number }) => this.#end(code));
  }

  start(receiver: ChannelReceiver): void {
    this.#options.inbox.start(receiver);
    this.#started.resolve();
  }

  send(frame: Frame): boolean {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#unsent.push(frame);
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(jsonText(frame));
    return !this.#isFull();
  }

  async drained(): Promise<void> {
    while (this.#isFull()) await sleep(lookAgainMs);
  }

  pause(): void {
    this.#options.inbox.pause();
  }

  resume(): void {
    this.#options.inbox.resume();
  }

  async close(): Promise<void> {
    this.#socket.close();
    await Promise.race([this.#closed.promise, sleep(farewellMs)]);
    await this.#agent.destroy();
    this.#started.resolve();
    this.#options.inbox.end();
  }

  #isFull(): boolean {
    return this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount > mostUnsent;
  }

  #connector(): buildConnector.connector {
    const connect = buildConnector({ timeout: connectMs });
    return (options, callback) =>
      connect(options, (...result) => {
        this.#failure = result[0];
        callback(...result);
      });
  }

  #begin(): void {
    this.#wasOpen = true;
    for (const frame of this.#unsent) this.#socket.send(jsonText(frame));
    this.#unsent = [];
  }

  /** While somebody wants a pause messages wait here, in their order: a WebSocket can't be told to wait. */
  #receive(data: unknown): void {
    this.#waiting = this.#waiting.then(() => this.#options.inbox.open()).then(() => this.#take(data));
  }

  #take(data: unknown): void {
    const { inbox } = this.#options;
    const bytes = data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(String(data));
    if (bytes.length > longestLine) {
      const identity = identify(bytes.subarray(0, 4096), bytes.subarray(-4096));
      inbox.fault({ kind: 'too_large', message: `The message is longer than ${longestLine} bytes.`, ...identity });
      return;
    }
    const { frame, fault } = parseFrame(bytes);
    if (frame === null) inbox.fault(fault);
    else inbox.deliver(frame);
  }

  /** After everything that came before. */
  #end(code: number): void {
    this.#closed.resolve();
    const { otherSide } = this.#options;
    const reason = this.#wasOpen
      ? new NamedError('outcome_unknown', `The other side ended it with the code ${code}.`)
      : new NamedError('upstream_failed', `It took no connection as a WebSocket: look whether the url of ${otherSide} is right.`);
    const error = code === 1000 ? undefined : networkFailure(otherSide, this.#failure ?? reason);
    void this.#waiting.then(() => this.#options.inbox.end(error));
  }
}
