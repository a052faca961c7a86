import type { Answer } from '../../contract/contract.ts';
import { NamedError } from '../../contract/errors.ts';
import type { Channel } from '../wire/channel.ts';
import type { JsonObject, RequestFrame } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import type { Broker } from './api.ts';
import { dispatch, type ReportFault } from './dispatch.ts';
import { eventStream } from './event-stream.ts';

/** What a connection needs of the core. */
export type ServedBroker = Pick<Broker, 'api' | 'events' | 'current'>;

/**
 * Serves the contract to the command line over one authenticated connection: the request's method is the contract's, its params are
 * the input, the result is `{value}`. `events.subscribe` begins notifications `event` with `{name, value}`, from the current values on.
 * Everything ends with the connection.
 */
export class ChannelApi implements AsyncDisposable {
  readonly #channel: Channel;
  readonly #broker: ServedBroker;
  readonly #report: ReportFault;
  readonly #peer: JsonRpcPeer;
  readonly #ended = new AbortController();
  #subscribed = false;

  constructor(channel: Channel, broker: ServedBroker, report: ReportFault) {
    this.#channel = channel;
    this.#broker = broker;
    this.#report = report;
    this.#peer = new JsonRpcPeer(channel, {
      request: (frame) => this.#answer(frame),
      notification: () => undefined,
      unexpected: (error, frame) => report(frame.method, error),
      closed: () => this.#ended.abort(),
    });
  }

  /** Resolves when the other side left or this was disposed of. */
  get closed(): Promise<void> {
    return this.#peer.closed;
  }

  start(): void {
    this.#peer.start();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#peer.close();
  }

  async #answer(frame: RequestFrame): Promise<JsonObject> {
    if (frame.method === 'events.subscribe') return this.#subscribe();
    return resultOf(await dispatch(this.#broker.api, frame.method, frame.params ?? {}, this.#report));
  }

  #subscribe(): JsonObject {
    if (!this.#subscribed) {
      this.#subscribed = true;
      // After the answer to the subscription itself, which goes out first.
      setImmediate(() => void this.#sendEvents().catch((error: unknown) => this.#report('events.subscribe', error)));
    }
    return {};
  }

  async #sendEvents(): Promise<void> {
    for await (const { name, value } of eventStream(this.#broker, this.#ended.signal)) {
      this.#peer.notify('event', { name, value });
      await this.#channel.drained();
    }
  }
}

function resultOf(answer: Answer): JsonObject {
  // Values of the contract are JSON: they have been parsed against its schemas.
  if (answer.ok) return { value: answer.value } as JsonObject;
  throw new NamedError(answer.failure.code, answer.failure.message, answer.failure.data);
}
