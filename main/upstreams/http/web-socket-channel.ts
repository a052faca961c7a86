import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, buildConnector, type Dispatcher, WebSocket } from 'undici';
import { NamedError } from '../../../contract/errors.ts';
import type { Channel, ChannelReceiver } from '../../wire/channel.ts';
import type { Frame } from '../../wire/frame.ts';
import { identify } from '../../wire/frame-identity.ts';
import { jsonText } from '../../wire/json-text.ts';
import { longestLine } from '../../wire/line-splitter.ts';
import { parseFrame } from '../../wire/parse-frame.ts';
import { noticing, type Refused } from './handshake-refusal.ts';
import { networkFailure } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import { splitLogin } from './login.ts';
import type { RemoteAccess } from './remote-access.ts';

export interface WebSocketChannelOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inbox: Inbox;
  /** In sentences: `the server “docs”`. */
  readonly otherSide: string;
  readonly access: RemoteAccess;
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
  #socket: WebSocket | null = null;
  readonly #agent: Dispatcher = new Agent({ connect: this.#connector(), webSocket: { maxPayloadSize: mostRead } }).compose(
    noticing((refused) => {
      this.#refused = refused;
    }),
  );
  readonly #closed = Promise.withResolvers<void>();
  #unsent: Frame[] = [];
  readonly #started = Promise.withResolvers<void>();
  #wasOpen = false;
  /** Why there is no connection; the WebSocket itself doesn't tell. */
  #failure: unknown = null;
  #refused: Refused | null = null;
  #isClosing = false;
  #waiting: Promise<unknown> = this.#started.promise;

  constructor(options: WebSocketChannelOptions) {
    this.#options = options;
    void this.#connect(false).catch((error: unknown) => this.#fail(error));
  }

  start(receiver: ChannelReceiver): void {
    this.#options.inbox.start(receiver);
    this.#started.resolve();
  }

  send(frame: Frame): boolean {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(jsonText(frame));
    else if (!this.#wasOpen && !this.#isClosing) this.#unsent.push(frame);
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
    this.#isClosing = true;
    this.#socket?.close();
    if (this.#socket === null) this.#closed.resolve();
    await Promise.race([this.#closed.promise, sleep(farewellMs)]);
    await this.#agent.destroy();
    this.#started.resolve();
    this.#options.inbox.end();
  }

  #isFull(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.#socket.bufferedAmount > mostUnsent;
  }

  /** `isAgain`: the server refused before, for want of a sign-in that there is by now. */
  async #connect(isAgain: boolean): Promise<void> {
    const sent = await this.#options.access.authorization();
    if (this.#isClosing) return;
    const { url, headers } = splitLogin(this.#options.url, this.#options.headers);
    const socket = new WebSocket(url, {
      protocols: ['mcp'],
      headers: sent === null ? headers : { ...headers, authorization: sent },
      dispatcher: this.#agent,
    });
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#begin(socket));
    socket.addEventListener('message', ({ data }: { data: unknown }) => this.#receive(data));
    socket.addEventListener('close', ({ code }: { code: number }) => {
      const refused = this.#refused;
      this.#refused = null;
      if (refused === null || this.#isClosing) this.#end(code);
      else void this.#retry({ ...refused, sent, isAgain }).catch((error: unknown) => this.#fail(error));
    });
  }

  async #retry(refusal: Parameters<RemoteAccess['refused']>[0]): Promise<void> {
    const mayTry = await this.#options.access.refused(refusal);
    if (mayTry && !refusal.isAgain && !this.#isClosing) await this.#connect(true);
    else this.#end(1006);
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#end(1006);
  }

  #connector(): buildConnector.connector {
    const connect = buildConnector({ timeout: connectMs });
    return (options, callback) =>
      connect(options, (...result) => {
        this.#failure = result[0];
        callback(...result);
      });
  }

  #begin(socket: WebSocket): void {
    this.#wasOpen = true;
    for (const frame of this.#unsent) socket.send(jsonText(frame));
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
