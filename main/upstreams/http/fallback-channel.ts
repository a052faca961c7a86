import type { Channel, ChannelReceiver } from '../../wire/channel.ts';
import type { Frame, RequestFrame } from '../../wire/frame.ts';
import { HttpChannel, type HttpChannelOptions } from './http-channel.ts';
import { errorIn, type Refusal } from './refusal.ts';
import { SseChannel } from './sse-channel.ts';

/** Of servers that don't know what was posted to them. */
const olderStatuses = new Set([400, 404, 405, 406, 415, 422]);

/** Streamable HTTP, and HTTP+SSE from there on where the server refuses initialize as one that knows nothing else (2025-11-25, transports, "Backwards Compatibility"). */
export class FallbackChannel implements Channel {
  readonly #options: HttpChannelOptions;
  readonly #http: HttpChannel;
  #current: Channel;

  constructor(options: HttpChannelOptions) {
    this.#options = options;
    this.#http = new HttpChannel({ ...options, handOver: (frame, refusal) => this.#handOver(frame, refusal) });
    this.#current = this.#http;
  }

  start(receiver: ChannelReceiver): void {
    this.#http.start(receiver);
  }

  send(frame: Frame): boolean {
    return this.#current.send(frame);
  }

  drained(): Promise<void> {
    return this.#current.drained();
  }

  pause(): void {
    this.#current.pause();
  }

  resume(): void {
    this.#current.resume();
  }

  async close(): Promise<void> {
    await this.#http.close();
    await this.#current.close();
  }

  /** Where there is no such stream either, the refusal of initialize stands. */
  async #handOver(frame: RequestFrame, refusal: Refusal): Promise<boolean> {
    if (!olderStatuses.has(refusal.status) || errorIn(refusal) !== null) return false;
    const { inbox } = this.#options;
    const older = new SseChannel(this.#options);
    try {
      await older.open();
    } catch (error) {
      inbox.note(`SSE instead: ${String(error)}`);
      return false;
    }
    inbox.note('The server speaks the older HTTP with SSE.');
    this.#current = older;
    older.send(frame);
    return true;
  }
}
