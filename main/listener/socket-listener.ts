import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type ErrorCode, NamedError } from '../../contract/errors.ts';
import { type Caller, isAppName, ownerName, receiveHandshake, sendReady, sendRefusal } from '../lib/handshake.ts';
import type { Home } from '../lib/home.ts';
import type { Channel } from '../wire/channel.ts';
import { StreamChannel, type StreamLimits } from '../wire/stream-channel.ts';
import type { AppKeys } from './app-keys.ts';
import { bindSocket } from './socket-path.ts';

/** A connection whose other side has proven which app it is. */
export interface Arrival extends Caller {
  readonly channel: Channel;
}

export interface ListenerOptions {
  readonly home: Home;
  readonly keys: AppKeys;
  readonly limits: StreamLimits;
  accept(arrival: Arrival): void;
  /** Somebody was turned away or failed the handshake. */
  refused?(error: Error): void;
}

const connectionsPerApp = 256;
/** Connections that have proven nothing yet. Beyond, they wait in the kernel's queue or are closed. */
const strangersAtMost = 512;
/** How long a connection may take to send what is left when Patchbay stops, in milliseconds. */
const farewellMs = 1000;
const saidToStrangers: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['forbidden', 'rate_limited']);

/** Where apps come in: the Unix socket or named pipe of the home. Created after `createHome` and under the instance lock. */
export class SocketListener implements AsyncDisposable {
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #strangers = new Set<Socket>();
  readonly #connections = new Map<Socket, Caller>();

  private constructor(options: ListenerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#receive(socket));
  }

  /** Throws `conflict` when somebody listens there already or something else lies there, `forbidden` when the folder isn't ours alone. */
  static async listen(options: ListenerOptions): Promise<SocketListener> {
    const listener = new SocketListener(options);
    await bindSocket(listener.#server, options.home.socket);
    return listener;
  }

  /** The path of the socket, or the name of the pipe. */
  get address(): string {
    return this.#options.home.socket;
  }

  /** No new connections; those that are open end when what was sent has left, or after a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#strangers) socket.destroy();
    for (const socket of this.#connections.keys()) socket.destroySoon();
    const timer = setTimeout(() => this.#connections.forEach((_, socket) => socket.destroy()), farewellMs);
    await closed;
    clearTimeout(timer);
  }

  #receive(socket: Socket): void {
    // Without a listener, one connection's error would end the process; the channel and 'close' tell those whom it concerns.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#strangers.delete(socket);
      this.#connections.delete(socket);
    });
    if (this.#strangers.size >= strangersAtMost) socket.destroy();
    else void this.#admit(socket);
  }

  async #admit(socket: Socket): Promise<void> {
    this.#strangers.add(socket);
    try {
      const caller = await receiveHandshake(socket, this.address, (claimed) => this.#keyOf(claimed));
      this.#welcome(socket, caller);
    } catch (error) {
      this.#turnAway(socket, error);
    } finally {
      this.#strangers.delete(socket);
    }
  }

  #welcome(socket: Socket, caller: Caller): void {
    const sameApp = [...this.#connections.values()].filter(({ app }) => app === caller.app).length;
    if (sameApp >= connectionsPerApp) throw tooManyConnections(caller.app);
    this.#connections.set(socket, caller);
    sendReady(socket);
    this.#options.accept({ ...caller, channel: new StreamChannel(socket, socket, this.#options.limits) });
  }

  /** Who can't be taken for a program of ours hears nothing at all. */
  #turnAway(socket: Socket, error: unknown): void {
    this.#report(error);
    if (error instanceof NamedError && saidToStrangers.has(error.code)) sendRefusal(socket, error);
    socket.destroySoon();
  }

  /** A damaged key is as good as none. */
  async #keyOf({ service, app }: Caller): Promise<Buffer | null> {
    const isAllowed = service === 'api' ? app === ownerName : isAppName(app);
    try {
      return isAllowed ? await this.#options.keys.get(app) : null;
    } catch (error) {
      this.#report(error);
      return null;
    }
  }

  #report(error: unknown): void {
    this.#options.refused?.(error instanceof Error ? error : new Error(String(error)));
  }
}

function tooManyConnections(app: string): NamedError {
  return new NamedError('rate_limited', `"${app}" has ${connectionsPerApp} connections open already: close some of its windows.`, { app });
}
