import type { Caller } from '../protocol/caller.ts';
import { isWanted } from '../protocol/log-level.ts';
import { withEnvelope } from '../protocol/modern-envelope.ts';
import { latestModernVersion } from '../protocol/versions.ts';
import type { Channel } from '../wire/channel.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame, RequestFrame, RequestId } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { CallOwners } from './call-owners.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { InputRounds } from './input-rounds.ts';
import { Listening, subscriptionOf, withoutSubscription } from './listening.ts';
import { discover } from './modern-handshake.ts';
import { nothingSaid, type ServerHello } from './server-hello.ts';
import type { LiveConnection, OpenLimits, RequestOptions } from './upstream.ts';

/** The way to a server of the modern era: each request says for itself what its app can do. */
export class ModernConnection implements LiveConnection {
  readonly server: string;
  readonly era = 'modern';
  readonly declared: JsonObject = {};
  readonly closed: Promise<void>;
  readonly #around: ConnectionSurroundings;
  readonly #peer: JsonRpcPeer;
  readonly #owners: CallOwners;
  /** Of requests that asked for log messages: the server may send none for any other. */
  readonly #logged: CallOwners;
  readonly #underWay: CallsUnderWay;
  readonly #listening: Listening;
  #hello = nothingSaid;

  private constructor(channel: Channel, around: ConnectionSurroundings) {
    this.#around = around;
    this.server = around.server;
    this.#peer = new JsonRpcPeer(
      channel,
      {
        request: ({ method }) => refuse(method),
        notification: (frame, about) => this.#notified(frame, about),
        strayCancellation: (params) => this.#listening.cancelled(params),
        fault: (fault) => around.noise(fault),
        unexpected: (error, frame) => around.log(`A message ${frame.method} of the server “${around.server}” could not be handled.`, error),
      },
      { role: 'client', otherSide: `the server “${around.server}”` },
    );
    this.closed = this.#peer.closed;
    this.#owners = new CallOwners(around.users);
    this.#logged = new CallOwners(new Map());
    this.#underWay = new CallsUnderWay(around.server);
    this.#listening = new Listening({
      server: around.server,
      listen: (notifications, options) =>
        this.#peer.request('subscriptions/listen', this.#enveloped({ notifications }, undefined, {}), options),
      announced: (frame) => around.notification(frame),
      log: (message) => around.log(message),
    });
  }

  /** Not ready before `open`; to be closed by the caller in any case. */
  static start(channel: Channel, around: ConnectionSurroundings): ModernConnection {
    const connection = new ModernConnection(channel, around);
    connection.#peer.start();
    return connection;
  }

  get hello(): ServerHello {
    return this.#hello;
  }

  get inFlight(): number {
    return this.#underWay.count;
  }

  get subscribed(): number {
    return this.#listening.size;
  }

  /** Throws `NotModern` where the server is of the legacy era. */
  async open(limits: OpenLimits): Promise<void> {
    this.#hello = await discover(this.#peer, this.#envelope(undefined, {}), limits);
    this.#listening.start(this.#hello.capabilities);
  }

  request(method: string, params?: JsonObject, { caller, ...options }: RequestOptions = {}): Promise<JsonObject> {
    const limited = { timeoutMs: this.#around.timeoutMs(), ...options };
    const rounds = new InputRounds({
      server: this.server,
      caller,
      signal: options.signal,
      send: (sent, capabilities) => this.#send(method, this.#enveloped(sent, caller, capabilities), caller, limited),
    });
    // What an app listens to has no end of its own, and must not keep the server from stopping.
    if (method === 'subscriptions/listen') return rounds.run(params);
    return this.#underWay.run(method, () => rounds.run(params));
  }

  notify(method: string, params?: JsonObject): void {
    this.#peer.notify(method, params);
  }

  async subscribe(uri: string): Promise<JsonObject> {
    await this.#underWay.run('subscriptions/listen', () => this.#listening.subscribe(uri));
    return {};
  }

  async unsubscribe(uri: string): Promise<JsonObject> {
    await this.#listening.unsubscribe(uri);
    return {};
  }

  /** Each request says its own. */
  followLogLevel(): Promise<void> {
    return Promise.resolve();
  }

  endSession(session: string): void {
    this.#owners.endSession(session);
  }

  drain(withinMs: number): Promise<void> {
    this.#listening.close();
    return this.#underWay.drain(withinMs);
  }

  close(): Promise<void> {
    this.#listening.close();
    return this.#peer.close();
  }

  async #send(method: string, params: JsonObject, caller: Caller | undefined, options: RequestOptions): Promise<JsonObject> {
    if (caller === undefined) return this.#peer.request(method, params, options);
    const owners = caller.logLevel === null ? [this.#owners] : [this.#owners, this.#logged];
    let call: RequestId | undefined;
    const begun = (id: RequestId): void => {
      call = id;
      for (const each of owners) each.begin(id, caller);
    };
    let answered = true;
    try {
      return await this.#peer.request(method, params, { ...options, begun });
    } catch (error) {
      answered = error instanceof JsonRpcError;
      throw error;
    } finally {
      if (call !== undefined) for (const each of owners) each.end(call, { answered });
    }
  }

  #enveloped(params: JsonObject | undefined, caller: Caller | undefined, capabilities: JsonObject): JsonObject {
    return withEnvelope(params, this.#envelope(caller, capabilities));
  }

  #envelope(caller: Caller | undefined, capabilities: JsonObject) {
    return {
      protocolVersion: latestModernVersion,
      clientInfo: { ...this.#around.clientInfo },
      clientCapabilities: capabilities,
      logLevel: caller?.logLevel ?? null,
    };
  }

  #notified(frame: NotificationFrame, about: RequestId | null): void {
    const { method, params } = frame;
    if (this.#toldListener(frame, about) || this.#listening.notified(frame, about)) return;
    if (method === 'notifications/message') this.#logs(frame, about);
    else {
      const owner = this.#owners.ownerOf(about, params);
      // What came for a request that is over belonged to its app alone.
      if (owner !== null) owner.caller.notify(method, params);
      else if (about === null) this.#around.notification(frame);
    }
  }

  /** What belongs to a subscription that an app has for itself, such as to its tasks. */
  #toldListener(frame: NotificationFrame, about: RequestId | null): boolean {
    const id = subscriptionOf(frame) === null ? null : (about ?? subscriptionOf(frame));
    const owner = id === null ? null : this.#owners.ownerOf(id, undefined);
    owner?.caller.notify(frame.method, withoutSubscription(frame).params);
    return owner !== null;
  }

  #logs({ method, params }: NotificationFrame, about: RequestId | null): void {
    const owner = this.#logged.ownerOf(about, params);
    if (owner !== null && isWanted(params?.['level'], owner.caller.logLevel ?? '')) owner.caller.notify(method, params);
  }
}

/** A modern server asks in its results, never by a request. */
function refuse(method: RequestFrame['method']): Promise<never> {
  return Promise.reject(new JsonRpcError(methodNotFound, `Method not found: ${method.slice(0, 100)}`));
}
