import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import { metaKeys } from '../protocol/meta-keys.ts';
import { JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue, NotificationFrame, RequestId } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import { channelFailure } from './not-modern.ts';

export interface ListeningOptions {
  readonly server: string;
  /** Sends `subscriptions/listen`; resolves, or rejects, when the subscription ended. */
  listen(notifications: JsonObject, options: { signal: AbortSignal; begun: (id: RequestId) => void }): Promise<unknown>;
  /** What the server announced, as a server of the legacy era would have. */
  announced(frame: NotificationFrame): void;
  log(message: string): void;
}

interface Stream {
  readonly uris: ReadonlySet<string>;
  readonly ending: AbortController;
  readonly agreed: PromiseWithResolvers<JsonObject>;
  id: RequestId | null;
}

/** For the server to agree, in milliseconds: that is the first thing on a stream. */
const patienceMs = 10_000;
const firstPauseMs = 250;
const longestPauseMs = 30_000;

/**
 * What a modern server announces outside of requests: one `subscriptions/listen` for its lists and all subscribed resources, opened anew
 * when the set changes and when it ends, in whichever of the two ways the specification names (2026-07-28, "Subscriptions", "Cancellation").
 */
export class Listening {
  readonly #options: ListeningOptions;
  readonly #uris = new Set<string>();
  readonly #closing = new AbortController();
  #flags: readonly (readonly [string, string])[] = [];
  /** What the server agreed to. */
  #stream: Stream | null = null;
  /** What it was asked for and has not agreed to yet. */
  #opening: Stream | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #pauseMs = firstPauseMs;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** Resources. */
  get size(): number {
    return this.#uris.size;
  }

  /** To be called once, with what the server declared. */
  start(capabilities: JsonObject): void {
    this.#flags = listsThatChange(capabilities);
    if (this.#flags.length > 0) void this.#retry();
  }

  /** Resolves when the server agreed. */
  async subscribe(uri: string): Promise<void> {
    this.#uris.add(uri);
    try {
      const { resourceSubscriptions } = await this.#follow();
      if (isList(resourceSubscriptions) && resourceSubscriptions.includes(uri)) return;
    } catch (error) {
      this.#uris.delete(uri);
      throw error;
    }
    this.#uris.delete(uri);
    throw new NamedError('upstream_failed', `The server “${this.#options.server}” takes no subscription to ${uri.slice(0, 200)}.`);
  }

  async unsubscribe(uri: string): Promise<void> {
    if (this.#uris.delete(uri)) await this.#follow();
  }

  /** Returns false for a notification that does not belong to a subscription. */
  notified(frame: NotificationFrame, about: RequestId | null): boolean {
    const id = subscriptionOf(frame) ?? about;
    if (frame.method === 'notifications/subscriptions/acknowledged') this.#acknowledged(id, frame.params);
    // An older stream still says what the newer one says, too.
    else if (id !== null && id === this.#stream?.id) this.#options.announced(withoutSubscription(frame));
    else return subscriptionOf(frame) !== null;
    return true;
  }

  /** The server ended a stream by cancelling it. */
  cancelled(params: JsonObject | undefined): void {
    for (const stream of [this.#stream, this.#opening])
      if (stream !== null && stream.id !== null && params?.['requestId'] === stream.id) stream.ending.abort(this.#ended());
  }

  close(): void {
    this.#closing.abort(this.#ended());
    for (const stream of [this.#stream, this.#opening]) stream?.ending.abort(this.#ended());
  }

  /** Makes the server know what is wanted now, one change after the other. Resolves with what it agreed to. */
  #follow(): Promise<JsonObject> {
    const following = this.#turn.then(() => this.#update());
    this.#turn = following.catch(() => undefined);
    return following;
  }

  async #update(): Promise<JsonObject> {
    const before = this.#stream;
    if (before !== null && isSame(before.uris, this.#uris)) return before.agreed.promise;
    const isWanted = this.#flags.length > 0 || this.#uris.size > 0;
    const agreed = isWanted ? await this.#open() : {};
    if (!isWanted) this.#stream = null;
    before?.ending.abort(new Error('Another stream says it.'));
    return agreed;
  }

  async #open(): Promise<JsonObject> {
    this.#closing.signal.throwIfAborted();
    const stream: Stream = { uris: new Set(this.#uris), ending: new AbortController(), agreed: Promise.withResolvers(), id: null };
    this.#opening = stream;
    void this.#listen(stream);
    const timer = setTimeout(() => stream.ending.abort(this.#ended()), patienceMs);
    try {
      return await stream.agreed.promise;
    } finally {
      clearTimeout(timer);
      this.#opening = null;
    }
  }

  async #listen(stream: Stream): Promise<void> {
    const begun = (id: RequestId): void => {
      stream.id = id;
    };
    const end: unknown = await this.#options.listen(this.#filter(stream.uris), { signal: stream.ending.signal, begun }).then(
      () => this.#ended(),
      (error: unknown) => error,
    );
    stream.agreed.reject(end);
    if (this.#stream !== stream) return;
    this.#stream = null;
    await this.#retry(end);
  }

  /** Until the server agrees, or says that it doesn't. `lost`: how the stream before ended; what changed since then is not known. */
  async #retry(lost?: unknown): Promise<void> {
    for (let failure = lost; !this.#closing.signal.aborted;) {
      if (failure !== undefined) await this.#pause();
      try {
        await this.#follow();
        this.#pauseMs = firstPauseMs;
        if (lost !== undefined) this.#announceAll();
        return;
      } catch (error) {
        if (failure === undefined || isRefusal(error)) this.#log(error);
        if (isRefusal(error)) return;
        failure = error;
      }
    }
  }

  async #pause(): Promise<void> {
    await sleep(this.#pauseMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  #announceAll(): void {
    const announced = (frame: Omit<NotificationFrame, 'jsonrpc'>): void => this.#options.announced({ jsonrpc: '2.0', ...frame });
    for (const [, method] of this.#flags) announced({ method });
    for (const uri of this.#uris) announced({ method: 'notifications/resources/updated', params: { uri } });
  }

  #acknowledged(id: RequestId | null, params: JsonObject | undefined): void {
    const stream = this.#opening;
    if (stream === null || id === null || id !== stream.id) return;
    const agreed = params?.['notifications'];
    // At once: what the server announces may follow in the same breath.
    this.#stream = stream;
    stream.agreed.resolve(isObject(agreed) ? agreed : {});
  }

  #filter(uris: ReadonlySet<string>): JsonObject {
    const flags = Object.fromEntries(this.#flags.map(([flag]) => [flag, true]));
    return uris.size > 0 ? { ...flags, resourceSubscriptions: [...uris] } : flags;
  }

  #ended(): NamedError {
    return new NamedError('upstream_failed', `The server “${this.#options.server}” ended its subscriptions.`);
  }

  #log(error: unknown): void {
    if (!this.#closing.signal.aborted)
      this.#options.log(`What the server “${this.#options.server}” announces can't be heard: ${reasonOf(error)}`);
  }
}

/** The server itself said no: asking again would change nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof JsonRpcError && channelFailure(error) === null;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}

/** Flag and notification of each list that the server says it tells changes of. */
function listsThatChange(capabilities: JsonObject): (readonly [string, string])[] {
  return ['tools', 'prompts', 'resources'].flatMap((list) => {
    const declared = capabilities[list];
    const tells = isObject(declared) && declared['listChanged'] === true;
    return tells ? [[`${list}ListChanged`, `notifications/${list}/list_changed`] as const] : [];
  });
}

/** The subscription that a notification belongs to: the id of our request, or null. */
export function subscriptionOf({ params }: NotificationFrame): RequestId | null {
  const meta = params?.['_meta'];
  const id: JsonValue | undefined = isObject(meta) ? meta[metaKeys.subscriptionId] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/** The frame as it would be without a subscription: the id means nothing to others. */
export function withoutSubscription(frame: NotificationFrame): NotificationFrame {
  const { params } = frame;
  const meta = params?.['_meta'];
  if (params === undefined || !isObject(meta) || !(metaKeys.subscriptionId in meta)) return frame;
  const { [metaKeys.subscriptionId]: _own, ...rest } = meta;
  const { _meta, ...others } = params;
  const left = Object.keys(rest).length > 0 ? { ...others, _meta: spelledAs(rest, meta) } : others;
  return { jsonrpc: '2.0', method: frame.method, ...(Object.keys(left).length > 0 && { params: spelledAs(left, params) }) };
}
