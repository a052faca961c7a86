import type { Channel, ChannelReceiver } from './channel.ts';
import type { Frame } from './frame.ts';

/** Frames that may wait at one end before its sender is told to slow down. */
const highWaterMark = 64;

/** Two channels joined in memory: what one sends, the other receives, in order and never in the same call. */
export function linkedChannels(): [Channel, Channel] {
  const there = new Direction();
  const back = new Direction();
  return [linkedChannel(back, there), linkedChannel(there, back)];
}

function linkedChannel(incoming: Direction, outgoing: Direction): Channel {
  return {
    start: (receiver) => incoming.start(receiver),
    send: (frame) => outgoing.send(frame),
    drained: () => outgoing.drained(),
    pause: () => incoming.pause(),
    resume: () => incoming.resume(),
    close: () => {
      incoming.end();
      outgoing.end();
      return Promise.resolve();
    },
  };
}

/** The way of the frames from one end to the other. */
class Direction {
  readonly #frames: Frame[] = [];
  #receiver: ChannelReceiver | null = null;
  #paused = false;
  #ended = false;
  #closed = false;
  #scheduled = false;
  #drained: PromiseWithResolvers<void> | null = null;

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    this.#schedule();
  }

  send(frame: Frame): boolean {
    if (this.#ended) return true;
    this.#frames.push(frame);
    this.#schedule();
    return this.#frames.length < highWaterMark;
  }

  drained(): Promise<void> {
    if (this.#ended || this.#frames.length < highWaterMark) return Promise.resolve();
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

  end(): void {
    this.#ended = true;
    this.#release();
    this.#schedule();
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
    let frame = this.#next();
    while (frame !== undefined) {
      this.#receiver?.frame(frame);
      frame = this.#next();
    }
    if (this.#frames.length < highWaterMark) this.#release();
    if (!this.#ended || this.#closed || this.#frames.length > 0) return;
    this.#closed = true;
    this.#receiver?.closed();
  }

  #next(): Frame | undefined {
    return this.#paused ? undefined : this.#frames.shift();
  }

  #release(): void {
    this.#drained?.resolve();
    this.#drained = null;
  }
}
