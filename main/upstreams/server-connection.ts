import { NamedError } from '../../contract/errors.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import type { ServerHello } from './shake-hands.ts';
import type { RequestOptions, UpstreamConnection } from './upstream.ts';

/** The way to one server that is ready, for everybody who calls it. */
export class ServerConnection implements UpstreamConnection {
  readonly server: string;
  readonly era = 'legacy';
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | null;
  readonly #peer: JsonRpcPeer;
  readonly #timeoutMs: () => number;
  #inFlight = 0;
  #idle: PromiseWithResolvers<void> | null = null;
  #draining = false;

  /** `timeoutMs` is asked for each request that brings no time of its own. */
  constructor(server: string, peer: JsonRpcPeer, hello: ServerHello, timeoutMs: () => number) {
    this.server = server;
    this.capabilities = hello.capabilities;
    this.serverInfo = hello.serverInfo;
    this.instructions = hello.instructions;
    this.#peer = peer;
    this.#timeoutMs = timeoutMs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  async request(method: string, params?: JsonObject, options: RequestOptions = {}): Promise<JsonObject> {
    if (this.#draining) throw new NamedError('upstream_failed', `The server “${this.server}” is being stopped: try again when it runs.`);
    this.#inFlight += 1;
    try {
      return await this.#peer.request(method, params, { timeoutMs: this.#timeoutMs(), ...options });
    } catch (error) {
      throw withoutEffect(method, error);
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#idle?.resolve();
    }
  }

  notify(method: string, params?: JsonObject): void {
    this.#peer.notify(method, params);
  }

  /** Refuses new requests. Resolves when the last one is answered, or after `withinMs`. */
  async drain(withinMs: number): Promise<void> {
    this.#draining = true;
    if (this.#inFlight === 0) return;
    this.#idle ??= Promise.withResolvers();
    const timer = setTimeout(() => this.#idle?.resolve(), withinMs);
    await this.#idle.promise;
    clearTimeout(timer);
  }
}

/** Only a tool changes anything: any other request that was not answered has simply failed. */
function withoutEffect(method: string, error: unknown): unknown {
  if (method === 'tools/call' || !(error instanceof NamedError) || error.code !== 'outcome_unknown') return error;
  return new NamedError('upstream_failed', error.message, error.data, { cause: error });
}
