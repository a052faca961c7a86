import type { Channel, ChannelReceiver } from './channel.ts';
import type { Frame } from './frame.ts';

/** Frames that may wait at one end before its sender is told to slow down. */
const highWaterMark = 64;

/** Two channels joined in memory: what one sends, the other receives, in order and never in the same call. */
export function linkedChannels(): [Channel, Channel] {
  const left = new LinkedChannel();
  const right = new LinkedChannel();
  left.link(right);
  right.link(left);
  return [left, right];
}

class LinkedChannel implements Channel {
  readonly #incoming: Frame[] = [];
  #other: LinkedChannel = this;
  #receiver: ChannelReceiver | null = null;
  #paused = false;
  #ended = false;
  #closed = false;
  #scheduled = false;
  #drained: PromiseWithResolvers<void> | null = null;

  link(other: LinkedChannel): void {
    this.#other = other;
  }

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    this.#schedule();
  }

  send(frame: Frame): boolean {
    if (this.#ended) return true;
    return this.#other.#accept(frame);
  }

  drained(): Promise<void> {
    if (this.#ended || this.#other.#incoming.length < highWaterMark) return Promise.resolve();
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): Promise<void> {
    this.#end();
    this.#other.#end();
    return Promise.resolve();
  }

  #accept(frame: Frame): boolean {
    this.#incoming.push(frame);
    this.#schedule();
    return this.#incoming.length < highWaterMark;
  }

  #schedule(): void {
    if (this.#scheduled || this.#receiver === null) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    let frame = this.#paused ? undefined : this.#incoming.shift();
    while (frame !== undefined) {
      this.#receiver?.frame(frame);
      frame = this.#paused ? undefined : this.#incoming.shift();
    }
    if (this.#incoming.length < highWaterMark) this.#other.#release();
    if (this.#ended && !this.#closed && this.#incoming.length === 0) {
      this.#closed = true;
      this.#receiver?.closed();
    }
  }

  #release(): void {
    this.#drained?.resolve();
    this.#drained = null;
  }

  #end(): void {
    this.#ended = true;
    this.#release();
    this.#schedule();
  }
}
