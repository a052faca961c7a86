import type { Channel, FrameFault } from './channel.ts';
import { wireErrorOfFault } from './error-numbers.ts';
import type { Frame, JsonObject, NotificationFrame, RequestFrame, RequestId } from './frame.ts';
import { type IncomingHandlers, IncomingRequests } from './incoming-requests.ts';
import { type OutgoingOptions, OutgoingRequests } from './outgoing-requests.ts';

export interface PeerHandlers extends IncomingHandlers {
  /** Everything but cancellations and progress, which the peer deals with. */
  notification(frame: NotificationFrame, about: RequestId | null): void;
  /** The other side cancels what is no request of its own that is being handled. */
  strayCancellation?(params: JsonObject | undefined): void;
  fault?(fault: FrameFault): void;
  /** See `ChannelReceiver.renewed`. */
  renewed?(): void;
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

/** What may lie unread at the other side before it is told only what it waits for, in bytes. */
const longestBacklog = 8 * 1024 * 1024;

/** Notifications that are few whatever a server does, and that nobody says twice. */
const bounded = /^notifications\/(?:cancelled|(?:tools|prompts|resources)\/list_changed)$/;

interface Unsent {
  readonly frame: RequestFrame;
  readonly about: RequestId | undefined;
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
  /** Whether something was left out since the other side last took everything. */
  #isBehind = false;
  #ended = false;

  constructor(channel: Channel, handlers: PeerHandlers, { role = 'server', otherSide = 'the other side' }: PeerOptions = {}) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.#channel = channel;
    this.#handlers = handlers;
    this.#isServer = role === 'server';
    this.#incoming = new IncomingRequests(handlers, (frame, about) => this.#send(frame, about));
    this.#outgoing = new OutgoingRequests(otherSide, {
      send: (frame, about, sent) => this.#sendRequest({ frame, about, sent }),
      notify: (method, params) => this.notify(method, params),
    });
  }

  /** Begins to receive. Called once; requests may be made before. */
  start(): void {
    this.#channel.start({
      frame: (frame, about) => this.#receive(frame, about ?? null),
      fault: (fault) => this.#receiveFault(fault),
      failed: (id, error) => this.#outgoing.failed(id, error),
      renewed: () => this.#handlers.renewed?.(),
      closed: (error) => this.#end(error),
    });
  }

  /** See `OutgoingRequests.request` for the errors. */
  request(method: string, params?: JsonObject, options: OutgoingOptions = {}): Promise<JsonObject> {
    const answer = this.#outgoing.request(method, params, options);
    if (this.#ended) this.#outgoing.abandon();
    return answer;
  }

  /** `about`: the request of the other side that this is told for. */
  notify(method: string, params?: JsonObject, about?: RequestId): void {
    this.#send({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) }, about);
  }

  async close(): Promise<void> {
    await this.#channel.close();
    this.#end();
  }

  #receive(frame: Frame, about: RequestId | null): void {
    if (!('method' in frame)) this.#outgoing.answered(frame);
    else if ('id' in frame) this.#incoming.handle(frame, about);
    else this.#receiveNotification(frame, about);
  }

  #receiveNotification(frame: NotificationFrame, about: RequestId | null): void {
    try {
      if (frame.method === 'notifications/cancelled') this.#receiveCancellation(frame.params);
      else if (frame.method === 'notifications/progress') this.#outgoing.progressed(frame.params ?? {});
      else this.#handlers.notification(frame, about);
    } catch (error) {
      this.#handlers.unexpected?.(error, frame);
    }
  }

  #receiveCancellation(params: JsonObject | undefined): void {
    if (!this.#incoming.cancel(params)) this.#handlers.strayCancellation?.(params);
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

  #sendNow({ frame, about, sent }: Unsent): void {
    if (this.#ended) return;
    sent();
    this.#send(frame, about);
  }

  #send(frame: Frame, about?: RequestId): void {
    if (this.#isLeftOut(frame)) return;
    if (this.#channel.send(frame, about) || this.#congested) return;
    this.#congested = true;
    if (this.#isServer) this.#channel.pause();
    void this.#channel.drained().then(() => this.#relieve());
  }

  /** A server may tell without end what an app doesn't read. Answers always go. */
  #isLeftOut(frame: Frame): boolean {
    if (!this.#congested || !('method' in frame) || 'id' in frame || bounded.test(frame.method)) return false;
    if ((this.#channel.backlog ?? 0) < longestBacklog) return false;
    if (!this.#isBehind) this.#handlers.unexpected?.(new Error('The other side reads nothing: it is not told more until it does.'), frame);
    this.#isBehind = true;
    return true;
  }

  #relieve(): void {
    this.#congested = false;
    this.#isBehind = false;
    if (this.#isServer) this.#channel.resume();
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const request of unsent) {
      if (this.#outgoing.isWaiting(request.frame.id)) this.#sendRequest(request);
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
