import type { Answer } from '../../contract/contract.ts';
import type { Transport } from '../../contract/client.ts';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Channel } from '../wire/channel.ts';
import { JsonRpcError, methodNotFound, namedErrorOf } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';

/** Carries the contract over a connection to service `api` (see `main/api/serve-channel.ts`). */
export class ChannelTransport implements Transport, AsyncDisposable {
  readonly #peer: JsonRpcPeer;
  readonly #events = new Broadcast<NotificationFrame>();
  #isSubscribed = false;

  constructor(channel: Channel) {
    this.#peer = new JsonRpcPeer(
      channel,
      {
        request: ({ method }) => Promise.reject(new JsonRpcError(methodNotFound, `The command line has no method ${method}.`)),
        notification: (frame) => this.#events.emit(frame),
      },
      { role: 'client', otherSide: 'Patchbay' },
    );
    this.#peer.start();
  }

  async call(method: string, input: unknown): Promise<Answer> {
    try {
      // Input of the contract is plain JSON.
      const { value } = await this.#peer.request(method, input as JsonObject);
      return { ok: true, value };
    } catch (error) {
      const { code, message, data } = asNamedError(error);
      return { ok: false, failure: { code, message, data: { ...data } } };
    }
  }

  subscribe(event: string, listener: (value: unknown) => void): () => void {
    const end = this.#events.subscribe(({ method, params }) => {
      if (method === 'event' && params?.['name'] === event) listener(params['value']);
    });
    if (!this.#isSubscribed) {
      this.#isSubscribed = true;
      // Where it fails, the connection is gone, and the next call says so.
      this.#peer.request('events.subscribe').catch(() => undefined);
    }
    return end;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#peer.close();
  }
}

/** The error that Patchbay named, or what it means here that it named none. */
export function asNamedError(error: unknown): NamedError {
  if (error instanceof NamedError) return error;
  if (error instanceof JsonRpcError) return namedErrorOf(error) ?? new NamedError('internal', error.message, {}, { cause: error });
  return new NamedError('internal', error instanceof Error ? error.message : String(error), {}, { cause: error });
}
