import type { RequestId } from '../wire/frame.ts';
import type { Message } from './message.ts';

export interface WaitingLine {
  readonly message: Message;
  readonly line: Buffer;
}

export interface WaitingLimits {
  readonly milliseconds: number;
  readonly lines: number;
  readonly bytes: number;
}

const defaultLimits: WaitingLimits = { milliseconds: 30_000, lines: 1000, bytes: 64 * 1024 * 1024 };

/** What the app said while Patchbay was away, in order, and bounded in time, count and size. */
export class WaitingRoom {
  readonly #limits: WaitingLimits;
  readonly #expired: (id: RequestId) => void;
  readonly #waiting = new Map<WaitingLine, NodeJS.Timeout | null>();
  #bytes = 0;

  /** `expired` learns of each request that waited too long; it no longer waits then. */
  constructor(expired: (id: RequestId) => void, limits: WaitingLimits = defaultLimits) {
    this.#expired = expired;
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** False: there is no room. */
  add(message: Message, line: Buffer): boolean {
    if (this.#waiting.size >= this.#limits.lines || this.#bytes + line.length > this.#limits.bytes) return false;
    const entry = { message, line };
    this.#bytes += line.length;
    this.#waiting.set(entry, message.kind === 'request' ? this.#expireLater(entry, message.id) : null);
    return true;
  }

  /** Takes out a request that the app no longer wants. */
  withdraw(id: RequestId): void {
    for (const entry of this.#waiting.keys()) {
      if (entry.message.kind === 'request' && entry.message.id === id) this.#take(entry);
    }
  }

  takeAll(): WaitingLine[] {
    const all = [...this.#waiting.keys()];
    for (const entry of all) this.#take(entry);
    return all;
  }

  #expireLater(entry: WaitingLine, id: RequestId): NodeJS.Timeout {
    return setTimeout(() => {
      this.#take(entry);
      this.#expired(id);
    }, this.#limits.milliseconds);
  }

  #take(entry: WaitingLine): void {
    clearTimeout(this.#waiting.get(entry) ?? undefined);
    this.#waiting.delete(entry);
    this.#bytes -= entry.line.length;
  }
}
