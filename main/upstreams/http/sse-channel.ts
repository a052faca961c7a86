import type { EventSourceMessage } from 'eventsource-parser';
import { NamedError } from '../../../contract/errors.ts';
import type { Channel, ChannelReceiver } from '../../wire/channel.ts';
import type { Frame } from '../../wire/frame.ts';
import { jsonText } from '../../wire/json-text.ts';
import { parseFrame } from '../../wire/parse-frame.ts';
import { HttpEndpoint } from './http-endpoint.ts';
import { networkFailure } from './http-failures.ts';
import type { Inbox } from './inbox.ts';
import { discard, eventsOf } from './read-body.ts';
import { type Refusal, refusalIn, tellRefusal } from './refusal.ts';
import type { RemoteAccess } from './remote-access.ts';

export interface SseChannelOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly inbox: Inbox;
  /** In sentences: `the server “docs”`. */
  readonly otherSide: string;
  readonly access: RemoteAccess;
}

/** For the server to say where messages go, in milliseconds. */
const openingMs = 10_000;

/** HTTP+SSE of 2024-11-05: one stream for all that the server says, and an address, told on it, that takes what we say. */
export class SseChannel implements Channel {
  readonly #options: SseChannelOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #closing = new AbortController();
  readonly #opened = Promise.withResolvers<URL>();
  #isOpen = false;
  #ending: Promise<void> | null = null;
  /** What needs no answer is sent one after the other; a request waits for what was told before it, and nothing waits for a request. */
  #told: Promise<unknown> = Promise.resolve();

  constructor(options: SseChannelOptions) {
    this.#options = options;
    this.#endpoint = new HttpEndpoint(options.url, options.headers, options.access);
    // Whoever sends something is told.
    this.#opened.promise.catch(() => undefined);
  }

  /** Resolves when messages can be sent; rejects with the reason why not, after which the channel is of no use. The inbox stays open. */
  async open(): Promise<void> {
    void this.#listen();
    const timer = setTimeout(() => this.#opened.reject(this.#mute()), openingMs);
    try {
      await this.#opened.promise;
      this.#isOpen = true;
    } catch (error) {
      this.#closing.abort();
      await this.#endpoint.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  start(receiver: ChannelReceiver): void {
    this.#options.inbox.start(receiver);
    this.open().catch((error: unknown) => this.#lose(error));
  }

  send(frame: Frame): boolean {
    if (this.#ending !== null) return true;
    const sent = this.#told.then(() => this.#post(frame));
    if (!('method' in frame && 'id' in frame)) this.#told = sent;
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  pause(): void {
    this.#options.inbox.pause();
  }

  resume(): void {
    this.#options.inbox.resume();
  }

  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(error?: Error): Promise<void> {
    this.#closing.abort();
    this.#opened.reject(this.#mute());
    await this.#endpoint.destroy();
    this.#options.inbox.end(error);
  }

  #lose(thrown: unknown): void {
    this.#ending ??= this.#end(networkFailure(this.#options.otherSide, thrown));
  }

  async #listen(): Promise<void> {
    try {
      const answer = await this.#endpoint.ask({ method: 'GET', headers: { accept: 'text/event-stream' }, signal: this.#closing.signal });
      const refusal = await refusalIn(answer);
      if (refusal !== null || answer.headers['content-type']?.startsWith('text/event-stream') !== true) throw this.#mute(refusal);
      for await (const event of eventsOf(answer.body, () => undefined)) {
        await this.#options.inbox.open();
        this.#take(event);
      }
      throw new NamedError('outcome_unknown', `The stream of ${this.#options.otherSide} ended.`);
    } catch (error) {
      this.#opened.reject(error);
      if (this.#isOpen && !this.#closing.signal.aborted) this.#lose(error);
    }
  }

  #take({ event, data }: EventSourceMessage): void {
    const { inbox } = this.#options;
    if (event === 'endpoint') this.#learnAddress(data);
    else if (data !== '' && (event === undefined || event === 'message')) {
      const { frame, fault } = parseFrame(Buffer.from(data));
      if (frame === null) inbox.fault(fault);
      else inbox.deliver(frame);
    }
  }

  /** Messages, and the headers with their keys, go nowhere but to where the stream comes from. */
  #learnAddress(text: string): void {
    const { url } = this.#endpoint;
    const address = URL.canParse(text, url.href) ? new URL(text, url) : null;
    if (address?.origin === url.origin) this.#opened.resolve(address);
    else
      throw new NamedError(
        'upstream_failed',
        `${this.#options.otherSide} wants its messages sent to another host, which Patchbay does not do.`,
      );
  }

  async #post(frame: Frame): Promise<void> {
    const { inbox, otherSide } = this.#options;
    const isRequest = 'method' in frame && 'id' in frame;
    const { signal } = this.#closing;
    try {
      const url = await this.#opened.promise;
      const headers = { 'content-type': 'application/json' };
      const answer = await this.#endpoint.ask({ method: 'POST', headers, body: jsonText(frame), signal, url });
      const refusal = await refusalIn(answer);
      if (refusal === null) discard(answer.body);
      else if (isRequest) tellRefusal(refusal, frame.id, this.#options);
      else inbox.note(`A message to ${otherSide} was refused with HTTP status ${refusal.status}.`);
    } catch (error) {
      if (this.#ending !== null) return;
      const failure = networkFailure(otherSide, error);
      if (isRequest) inbox.failed(frame.id, failure);
      else inbox.note(`A message did not reach ${otherSide}: ${failure.message}`);
    }
  }

  #mute(refusal: Refusal | null = null): NamedError {
    const reason = refusal === null ? 'It did not say where' : `It answered with HTTP status ${refusal.status}`;
    const data = refusal === null ? {} : { httpStatus: refusal.status };
    return new NamedError(
      'upstream_failed',
      `${this.#options.otherSide} takes no messages by SSE. ${reason}: look whether its url is right.`,
      data,
    );
  }
}
