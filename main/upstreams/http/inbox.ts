import type { NamedError } from '../../../contract/errors.ts';
import type { ChannelReceiver, FrameFault } from '../../wire/channel.ts';
import { wireErrorOf } from '../../wire/error-numbers.ts';
import type { Frame, RequestId } from '../../wire/frame.ts';

/** Where everything goes that a server sends, from however many streams: one receiver, and nothing more after the end. */
export class Inbox {
  /** Resolves at the end, with the reason if it did not end in order. */
  readonly ended: Promise<Error | undefined>;
  readonly #end: (error: Error | undefined) => void;
  readonly #note: (sentence: string) => void;
  #receiver: ChannelReceiver | null = null;
  #paused: PromiseWithResolvers<void> | null = null;
  #ended = false;
  #failure: Error | undefined;

  /** `note` writes into the server's log. */
  constructor(note: (sentence: string) => void) {
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    this.ended = promise;
    this.#end = resolve;
    this.#note = note;
  }

  start(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    if (this.#ended) receiver.closed(this.#failure);
  }

  note(sentence: string): void {
    this.#note(sentence);
  }

  deliver(frame: Frame, about?: RequestId): void {
    if (!this.#ended) this.#receiver?.frame(frame, about);
  }

  fault(fault: FrameFault): void {
    if (!this.#ended) this.#receiver?.fault(fault);
  }

  /** A receiver that doesn't know of this gets the error as an answer. */
  failed(id: RequestId, error: NamedError): void {
    if (this.#ended) return;
    if (this.#receiver?.failed === undefined) this.deliver({ jsonrpc: '2.0', id, error: wireErrorOf(error) });
    else this.#receiver.failed(id, error);
  }

  renewed(): void {
    if (!this.#ended) this.#receiver?.renewed?.();
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers();
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = null;
  }

  /** Resolves at once but while it is paused. */
  open(): Promise<void> {
    return this.#paused?.promise ?? Promise.resolve();
  }

  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = error;
    this.resume();
    this.#end(error);
    this.#receiver?.closed(error);
  }
}
