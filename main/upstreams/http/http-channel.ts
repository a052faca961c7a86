import type { Channel, ChannelReceiver } from '../../wire/channel.ts';
import type { Frame, NotificationFrame, RequestFrame, RequestId } from '../../wire/frame.ts';
import { HttpEndpoint } from './http-endpoint.ts';
import type { Inbox } from './inbox.ts';
import { LegacyLeg } from './legacy-leg.ts';
import { ModernLeg } from './modern-leg.ts';
import { modernVersionOf } from './modern-headers.ts';
import type { RemoteAccess } from './remote-access.ts';
import type { Refusal } from './refusal.ts';

export interface HttpChannelOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inbox: Inbox;
  /** In sentences: `the server “docs”`. */
  readonly otherSide: string;
  readonly access: RemoteAccess;
  /** See `LegacyOptions.handOver`. */
  readonly handOver?: (frame: RequestFrame, refusal: Refusal) => Promise<boolean>;
}

/** Requests on their way at once; more wait until one is answered. */
const mostInFlight = 256;

/** Streamable HTTP in both eras: each frame in a POST of its own, and what comes back for it with it. The frame says which era it is of. */
export class HttpChannel implements Channel {
  readonly #inbox: Inbox;
  readonly #endpoint: HttpEndpoint;
  readonly #legacy: LegacyLeg;
  readonly #modern: ModernLeg;
  readonly #closing = new AbortController();
  #ending: Promise<void> | null = null;
  #drained: PromiseWithResolvers<void> | null = null;

  constructor({ url, headers, inbox, otherSide, access, handOver }: HttpChannelOptions) {
    this.#inbox = inbox;
    this.#endpoint = new HttpEndpoint(url, headers, access);
    const options = { endpoint: this.#endpoint, inbox, otherSide, closing: this.#closing.signal, settled: () => this.#relieve() };
    this.#modern = new ModernLeg(options);
    this.#legacy = new LegacyLeg({ ...options, handOver: handOver ?? (() => Promise.resolve(false)) });
  }

  start(receiver: ChannelReceiver): void {
    this.#inbox.start(receiver);
  }

  send(frame: Frame): boolean {
    if (this.#ending !== null) return true;
    this.#route(frame);
    return !this.#isFull();
  }

  drained(): Promise<void> {
    if (this.#ending !== null || !this.#isFull()) return Promise.resolve();
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  /** Says farewell to the server's session, and ends what is under way. */
  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  #route(frame: Frame): void {
    const version = modernVersionOf(frame);
    if (isCancellation(frame) && this.#modern.cancel(frame.params.requestId)) return;
    if (version !== null && 'method' in frame) this.#modern.send(frame, version);
    else this.#legacy.send(frame);
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    this.#relieve();
    await this.#legacy.close();
    await this.#endpoint.destroy();
    this.#inbox.end();
  }

  #isFull(): boolean {
    return this.#legacy.inFlight + this.#modern.inFlight >= mostInFlight;
  }

  #relieve(): void {
    if (this.#ending === null && this.#isFull()) return;
    this.#drained?.resolve();
    this.#drained = null;
  }
}

type Cancellation = NotificationFrame & { readonly params: { readonly requestId: RequestId } };

function isCancellation(frame: Frame): frame is Cancellation {
  if (!('method' in frame) || frame.method !== 'notifications/cancelled') return false;
  const { requestId } = frame.params ?? {};
  return typeof requestId === 'string' || typeof requestId === 'number';
}
