import type { Channel, FrameFault } from './channel.ts';
import { wireErrorOfFault } from './error-numbers.ts';
import type { Frame, JsonObject, NotificationFrame, RequestFrame } from './frame.ts';
import { type IncomingHandlers, IncomingRequests } from './incoming-requests.ts';
import { type OutgoingOptions, OutgoingRequests } from './outgoing-requests.ts';

export interface PeerHandlers extends IncomingHandlers {
  /** Everything but cancellations and progress, which the peer deals with. */
  notification(frame: NotificationFrame): void;
  fault?(fault: FrameFault): void;
  closed?(error?: Error): void;
}

export interface PeerOptions {
  /**
   * `server`: the other side is a client: it is told about lines that cannot be read, and isn't read from while it doesn't take
   * its answers. `client`: the other side may print noise, and must always be read from, or two full pipes wait for each other.
   */
  readonly role?: 'server' | 'client';
  /** Who the other side is, in sentences: `the server “github”`. */
  readonly otherSide?: string;
}

interface Unsent {
  readonly frame: RequestFrame;
  readonly sent: () => void;
}

/** One side of a JSON-RPC conversation: tells answers, requests, cancellations and progress apart and brings each to its owner. */
export class JsonRpcPeer {
  readonly closed: Promise<void>;
  readonly #channel: Channel;
  readonly #handlers: PeerHandlers;
  readonly #isServer: boolean;
  readonly #outgoing: OutgoingRequests;
  readonly #incoming: IncomingRequests;
  readonly #resolveClosed: () => void;
  /** Requests that wait until the other side takes more. */
  #unsent: Unsent[] = [];
  #congested = false;
  #ended = false;

  constructor(channel: Channel, handlers: PeerHandlers, { role = 'server', otherSide = 'the other side' }: PeerOptions = {}) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.#channel = channel;
    this.#handlers = handlers;
    this.#isServer = role === 'server';
    this.#incoming = new IncomingRequests(handlers, (frame) => this.#send(frame));
    this.#outgoing = new OutgoingRequests(otherSide, {
      send: (frame, sent) => this.#sendRequest({ frame, sent }),
      notify: (method, params) => this.notify(method, params),
    });
  }

  /** Begins to receive. Called once; requests may be made before. */
  start(): void {
    this.#channel.start({
      frame: (frame) => this.#receive(frame),
      fault: (fault) => this.#receiveFault(fault),
      closed: (error) => this.#end(error),
    });
  }

  /** See `OutgoingRequests.request` for the errors. */
  request(method: string, params?: JsonObject, options: OutgoingOptions = {}): Promise<JsonObject> {
    const answer = this.#outgoing.request(method, params, options);
    if (this.#ended) this.#outgoing.abandon();
    return answer;
  }

  notify(method: string, params?: JsonObject): void {
    this.#send({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
  }

  async close(): Promise<void> {
    await this.#channel.close();
    this.#end();
  }

  #receive(frame: Frame): void {
    if (!('method' in frame)) this.#outgoing.answered(frame);
    else if ('id' in frame) this.#incoming.handle(frame);
    else this.#receiveNotification(frame);
  }

  #receiveNotification(frame: NotificationFrame): void {
    try {
      if (frame.method === 'notifications/cancelled') this.#incoming.cancel(frame.params);
      else if (frame.method === 'notifications/progress') this.#outgoing.progressed(frame.params ?? {});
      else this.#handlers.notification(frame);
    } catch (error) {
      this.#handlers.unexpected?.(error, frame);
    }
  }

  #receiveFault(fault: FrameFault): void {
    this.#handlers.fault?.(fault);
    if (fault.answers !== undefined) this.#outgoing.unreadable(fault.answers, fault);
    else if (fault.id !== null || this.#isServer) this.#send({ jsonrpc: '2.0', id: fault.id, error: wireErrorOfFault(fault) });
  }

  #sendRequest(unsent: Unsent): void {
    if (this.#congested) this.#unsent.push(unsent);
    else this.#sendNow(unsent);
  }

  #sendNow({ frame, sent }: Unsent): void {
    if (this.#ended) return;
    sent();
    this.#send(frame);
  }

  #send(frame: Frame): void {
    if (this.#channel.send(frame) || this.#congested) return;
    this.#congested = true;
    if (this.#isServer) this.#channel.pause();
    void this.#channel.drained().then(() => this.#relieve());
  }

  #relieve(): void {
    this.#congested = false;
    if (this.#isServer) this.#channel.resume();
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const { frame, sent } of unsent) {
      if (this.#outgoing.isWaiting(frame.id)) this.#sendRequest({ frame, sent });
    }
  }

  #end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unsent = [];
    this.#outgoing.abandon();
    this.#incoming.abandon();
    this.#resolveClosed();
    this.#handlers.closed?.(error);
  }
}
