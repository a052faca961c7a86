import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import type { ListenStream } from './listens.ts';

/** The tasks that one stream of a modern app hears of. */
export class ListenedTasks implements Disposable {
  readonly #stream: ListenStream;
  readonly #ending = new AbortController();
  /** The acknowledgement is the first thing on a stream. */
  readonly #acknowledged = Promise.withResolvers<void>();

  constructor(stream: ListenStream) {
    this.#stream = stream;
  }

  /** Those of these that a server tells of. Throws -32021 where the app didn't declare tasks. */
  agreed(wanted: JsonValue | undefined, { caller, signal }: AppRequest, { app, around, seen }: Desk): Promise<readonly string[]> {
    const shown = (server: string, params: JsonObject): JsonObject => around.view(app).forApp(server, params, seen);
    return around.listenToTasks({
      taskIds: isList(wanted) ? [...new Set(wanted.filter((id) => typeof id === 'string'))] : [],
      caller,
      signal: AbortSignal.any([signal, this.#ending.signal]),
      tell: (server, params) => void this.#acknowledged.promise.then(() => this.#stream.tell('notifications/tasks', shown(server, params))),
      failed: (error) => around.unexpected(error, 'notifications/tasks'),
    });
  }

  acknowledged(): void {
    this.#acknowledged.resolve();
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
  }
}
