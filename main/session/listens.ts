import { NamedError } from '../../contract/errors.ts';
import { metaKeys } from '../protocol/meta-keys.ts';
import type { JsonObject, RequestId } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AnnouncedList, ShownLists } from './shown-lists.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Streams that one session may hold open. */
const mostStreams = 64;

/** One subscriptions/listen of an app. */
export interface ListenStream extends Disposable {
  readonly subscriptions: Subscriptions;
  readonly lists: ShownLists;
  /** Resolves when Patchbay ends the stream. */
  readonly ended: Promise<void>;
  tell(method: string, params: JsonObject): void;
}

export interface ListensParts {
  readonly notify: (method: string, params: JsonObject, about: RequestId) => void;
  readonly lists: (tell: (kind: AnnouncedList) => void) => ShownLists;
  readonly subscriptions: (holder: string) => Subscriptions;
}

/** The streams of one session: what happens to lists and resources, to whom asked to hear it and nobody else. */
export class Listens {
  readonly #parts: ListensParts;
  readonly #streams = new Map<ListenStream, () => void>();

  constructor(parts: ListensParts) {
    this.#parts = parts;
  }

  /** @throws NamedError `rate_limited`. */
  open(id: RequestId): ListenStream {
    if (this.#streams.size >= mostStreams)
      throw new NamedError('rate_limited', `This app listens on ${mostStreams} streams already: end one of them first.`);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const tell = (method: string, params: JsonObject): void => this.#parts.notify(method, tagged(params, id), id);
    const stream: ListenStream = {
      ...{ tell, ended },
      lists: this.#parts.lists((kind) => tell(`notifications/${kind}/list_changed`, {})),
      subscriptions: this.#parts.subscriptions(`${typeof id} ${id}`),
      [Symbol.dispose]: () => this.#close(stream),
    };
    this.#streams.set(stream, resolve);
    return stream;
  }

  listsMayHaveChanged(): void {
    for (const { lists } of this.#streams.keys()) lists.mayHaveChanged();
  }

  /** `uri`: as the server spells it; `params`: as the app may see them. */
  resourceUpdated(server: string, uri: string, params: JsonObject): void {
    for (const stream of this.#streams.keys())
      if (stream.subscriptions.has(server, uri)) stream.tell('notifications/resources/updated', params);
  }

  /** Patchbay is going away: every stream ends with its result. */
  end(): void {
    for (const end of this.#streams.values()) end();
  }

  #close(stream: ListenStream): void {
    this.#streams.delete(stream);
    stream.subscriptions.end();
    stream.lists[Symbol.dispose]();
  }
}

function tagged(params: JsonObject, id: RequestId): JsonObject {
  const { _meta: given } = params;
  const meta = isObject(given) ? given : {};
  return spelledAs({ ...params, _meta: spelledAs({ ...meta, [metaKeys.subscriptionId]: id }, meta) }, params);
}
