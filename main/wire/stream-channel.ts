import type { Readable, Writable } from 'node:stream';
import type { Channel, ChannelReceiver, FrameFault } from './channel.ts';
import type { Frame } from './frame.ts';
import { identify } from './frame-identity.ts';
import { jsonText } from './json-text.ts';
import { LineSplitter, longestLine } from './line-splitter.ts';
import { parseFrame } from './parse-frame.ts';

export interface StreamLimits {
  /** The longest line that is read, in bytes. */
  readonly maxBytes: number;
}

export const defaultStreamLimits: StreamLimits = { maxBytes: longestLine };

/** How long `close` waits for the other side to take what was already sent, in milliseconds. */
const flushTimeMs = 1000;
/** How long what the other side wrote is still read after it stopped to listen, in milliseconds. */
const lastAnswersMs = 100;

/** A channel over a pair of byte streams: a child's stdout and stdin, or a socket twice. */
export class StreamChannel implements Channel {
  readonly #readable: Readable;
  readonly #writable: Writable;
  readonly #splitter: LineSplitter;
  readonly #limits: StreamLimits;
  #receiver: ChannelReceiver | null = null;
  #ended = false;
  #failure: Error | undefined;
  #corked = false;
  #drained: PromiseWithResolvers<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(readable: Readable, writable: Writable, limits: StreamLimits = defaultStreamLimits) {
    this.#readable = readable;
    this.#writable = writable;
    this.#limits = limits;
    this.#splitter = new LineSplitter(limits.maxBytes, {
      line: (bytes) => this.#read(bytes),
      oversized: (head, tail) => this.#receiver?.fault(this.#tooLarge(head, tail)),
    });
    readable.on('error', (error) => this.#end(error));
    readable.on('close', () => this.#end());
    writable.on('error', (error) => this.#lose(error));
    writable.on('close', () => this.#release());
    writable.on('drain', () => this.#release());
  }

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    if (this.#ended) {
      receiver.closed(this.#failure);
      return;
    }
    this.#readable.on('data', (chunk: Buffer) => this.#splitter.push(chunk));
    this.#readable.on('end', () => {
      this.#splitter.end();
      this.#end();
    });
  }

  send(frame: Frame): boolean {
    if (this.#ended || !this.#writable.writable) return true;
    this.#cork();
    return this.#writable.write(`${jsonText(frame)}\n`);
  }

  get backlog(): number {
    return this.#writable.writableLength;
  }

  drained(): Promise<void> {
    if (this.#ended || !this.#writable.writableNeedDrain) return Promise.resolve();
    this.#drained ??= Promise.withResolvers();
    return this.#drained.promise;
  }

  /** Lines that were already read from the stream are still delivered. */
  pause(): void {
    this.#readable.pause();
  }

  resume(): void {
    this.#readable.resume();
  }

  /** Sends what is left, at most for a second, and ends both directions. */
  close(): Promise<void> {
    this.#closing ??= this.#flush().then(() => {
      this.#readable.destroy();
      this.#writable.destroy();
      this.#end();
    });
    return this.#closing;
  }

  #read(bytes: Buffer): void {
    const { frame, fault } = parseFrame(bytes);
    if (this.#ended || this.#receiver === null) return;
    if (frame === null) this.#receiver.fault(fault);
    else this.#receiver.frame(frame);
  }

  #tooLarge(head: Buffer, tail: Buffer): FrameFault {
    return { kind: 'too_large', message: `The message is longer than ${this.#limits.maxBytes} bytes.`, ...identify(head, tail) };
  }

  /** Frames of one turn of the event loop leave in one write. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#writable.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#writable.uncork();
    });
  }

  #flush(): Promise<void> {
    if (this.#ended || this.#writable.writableFinished || this.#writable.destroyed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, flushTimeMs);
    this.#writable.once('close', resolve);
    this.#writable.end(resolve);
    return promise.finally(() => clearTimeout(timer));
  }

  /** Nothing can be sent any more, but answers may lie in the stream that the other side wrote before it died. */
  #lose(error: Error): void {
    this.#release();
    this.#failure ??= error;
    setTimeout(() => this.#end(), lastAnswersMs).unref();
  }

  #release(): void {
    this.#drained?.resolve();
    this.#drained = null;
  }

  #end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure ??= error;
    this.#release();
    if (this.#writable.writable) this.#writable.end();
    this.#receiver?.closed(this.#failure);
  }
}
