import { BoundedMap } from '../lib/bounded-map.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import { withoutEnvelope } from '../protocol/modern-envelope.ts';
import type { Channel } from '../wire/channel.ts';
import { invalidRequest, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue, NotificationFrame, RequestFrame, RequestId } from '../wire/frame.ts';
import type { RequestContext } from '../wire/incoming-requests.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import { CallOwners, type Owner } from './call-owners.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import { refuseUndeclared } from './capability-set.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { initialize } from './legacy-handshake.ts';
import { nothingSaid, type ServerHello } from './server-hello.ts';
import { SharedLogLevel } from './shared-log-level.ts';
import type { LiveConnection, OpenLimits, RequestOptions } from './upstream.ts';

/** What a server tells everybody who sees it. */
const forEverybody = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
  'notifications/tasks/status',
]);
const mostElicitations = 200;

/** The way to a server of the legacy era that is ready, for all callers that declared the same. */
export class LegacyConnection implements LiveConnection {
  readonly server: string;
  readonly era = 'legacy';
  readonly declared: JsonObject;
  readonly closed: Promise<void>;
  readonly #around: ConnectionSurroundings;
  readonly #peer: JsonRpcPeer;
  readonly #owners: CallOwners;
  readonly #level: SharedLogLevel;
  readonly #underWay: CallsUnderWay;
  /** Who was sent to which page: the server tells later that it was completed. */
  readonly #elicitations = new BoundedMap<string, Caller>(mostElicitations);
  readonly #subscribed = new Set<string>();
  #hello = nothingSaid;

  private constructor(channel: Channel, around: ConnectionSurroundings) {
    this.#around = around;
    this.server = around.server;
    this.declared = around.declared;
    this.#peer = new JsonRpcPeer(
      channel,
      {
        request: (frame, context) => this.#answer(frame, context),
        notification: (frame, about) => this.#notified(frame, about),
        fault: (fault) => around.noise(fault),
        renewed: () => void this.#restore(),
        unexpected: (error, frame) => around.log(`A message ${frame.method} of the server “${around.server}” could not be handled.`, error),
      },
      { role: 'client', otherSide: `the server “${around.server}”` },
    );
    this.closed = this.#peer.closed;
    this.#owners = new CallOwners(around.users);
    this.#level = new SharedLogLevel(this.#peer, (message) => around.log(`${message} (server “${around.server}”)`));
    this.#underWay = new CallsUnderWay(around.server);
  }

  /** Not ready before `initialize`; to be closed by the caller in any case. */
  static start(channel: Channel, around: ConnectionSurroundings): LegacyConnection {
    const connection = new LegacyConnection(channel, around);
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
    return this.#subscribed.size;
  }

  /** Throws what the server answered, and when that took longer than `timeoutMs` milliseconds. */
  async open({ timeoutMs, signal }: OpenLimits): Promise<void> {
    this.#hello = await initialize(this.#peer, this.#around, { timeoutMs, signal });
  }

  request(method: string, params?: JsonObject, { caller, ...options }: RequestOptions = {}): Promise<JsonObject> {
    const limited = { timeoutMs: this.#around.timeoutMs(), ...options };
    return this.#underWay.run(method, () =>
      caller === undefined ? this.#peer.request(method, params, limited) : this.#requestFor(caller, method, params, limited),
    );
  }

  notify(method: string, params?: JsonObject): void {
    this.#peer.notify(method, params);
  }

  async subscribe(uri: string): Promise<JsonObject> {
    const answer = await this.request('resources/subscribe', { uri });
    this.#subscribed.add(uri);
    return answer;
  }

  unsubscribe(uri: string): Promise<JsonObject> {
    this.#subscribed.delete(uri);
    return this.request('resources/unsubscribe', { uri });
  }

  async followLogLevel(asking: readonly Caller[] = []): Promise<void> {
    if (!isObject(this.hello.capabilities['logging'])) return;
    await this.#level.follow([...asking, ...this.#around.users.values(), ...this.#owners.working()], this.#around.timeoutMs());
  }

  endSession(session: string): void {
    this.#owners.endSession(session);
    this.#elicitations.prune((caller) => caller.session === session);
  }

  drain(withinMs: number): Promise<void> {
    return this.#underWay.drain(withinMs);
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  async #requestFor(caller: Caller, method: string, params: JsonObject | undefined, options: RequestOptions): Promise<JsonObject> {
    let call: RequestId | undefined;
    const begun = (id: RequestId): void => {
      call = id;
      this.#owners.begin(id, caller);
    };
    const waitedUntil = (): number => (call === undefined ? -Infinity : this.#owners.waitedUntil(call));
    if (caller.logLevel !== null) await this.followLogLevel([caller]);
    let answered = true;
    try {
      const result = await this.#peer.request(method, withoutEnvelope(params), { ...options, begun, waitedUntil });
      this.#owners.noteTask(result, caller);
      return result;
    } catch (error) {
      answered = error instanceof JsonRpcError;
      this.#noteElicitations(error, caller);
      throw error;
    } finally {
      if (call !== undefined) this.#owners.end(call, { answered });
    }
  }

  async #answer({ method, params }: RequestFrame, { about, signal }: RequestContext): Promise<JsonObject> {
    if (method === 'ping') return {};
    const ask: ServerAsk = { server: this.server, method, params };
    const owner = this.#owners.ownerOf(about, params);
    if (owner === null) return this.#answerForNobody(ask, signal);
    refuseUndeclared(owner.caller.capabilities, ask);
    this.#noteElicitation(params, owner.caller);
    return this.#owners.ask(owner, ask, signal);
  }

  #answerForNobody(ask: ServerAsk, signal: AbortSignal): Promise<JsonObject> {
    refuseUndeclared(this.declared, ask);
    if (ask.method === 'elicitation/create') return this.#around.askPerson(ask, signal);
    return Promise.reject(
      new JsonRpcError(
        invalidRequest,
        `Patchbay can't tell which app ${ask.method.slice(0, 100)} is for: ask while its request is under way.`,
      ),
    );
  }

  #notified(frame: NotificationFrame, about: RequestId | null): void {
    if (forEverybody.has(frame.method)) this.#around.notification(frame);
    else if (frame.method === 'notifications/elicitation/complete') this.#elicited(frame, about);
    else {
      const owner = this.#owners.ownerOf(about, frame.params);
      // What came for a request that is over belonged to its app alone.
      if (owner !== null || about === null) this.#toldOne(frame, owner);
    }
  }

  /** The server forgot the session, and with it what it was told once and for all; what it offers may be different, too. */
  async #restore(): Promise<void> {
    this.#level.forget();
    const again = [this.followLogLevel(), ...[...this.#subscribed].map((uri) => this.subscribe(uri))];
    for (const failed of (await Promise.allSettled(again)).filter((outcome) => outcome.status === 'rejected')) {
      this.#around.log(`Something that the server “${this.server}” was told could not be told again.`, failed.reason);
    }
    for (const kind of ['tools', 'prompts', 'resources'].filter((name) => name in this.hello.capabilities)) {
      this.#around.notification({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
    }
    for (const uri of this.#subscribed) {
      this.#around.notification({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } });
    }
  }

  #toldOne(frame: NotificationFrame, owner: Owner | null): void {
    if (frame.method !== 'notifications/message') {
      if (owner === null) this.#around.notification(frame);
      else owner.caller.notify(frame.method, frame.params);
    } else if (owner !== null && this.#level.isFor(owner.caller, frame.params)) owner.caller.notify(frame.method, frame.params);
  }

  #elicited(frame: NotificationFrame, about: RequestId | null): void {
    const { method, params } = frame;
    const id = params?.['elicitationId'];
    const asked = typeof id === 'string' ? this.#elicitations.get(id) : undefined;
    const caller = asked ?? this.#owners.ownerOf(about, params)?.caller;
    caller?.notify(method, params);
    // The question may stand in Patchbay's own window.
    this.#around.notification(frame);
  }

  #noteElicitation(params: JsonValue | undefined, caller: Caller): void {
    if (isObject(params) && typeof params['elicitationId'] === 'string') this.#elicitations.set(params['elicitationId'], caller);
  }

  /** An app can also be sent to a page by the error -32042 (2025-11-25, "URL Elicitation Required Error"). */
  #noteElicitations(error: unknown, caller: Caller): void {
    const data = error instanceof JsonRpcError ? error.data : undefined;
    const elicitations = isObject(data) ? data['elicitations'] : undefined;
    if (isList(elicitations)) for (const elicitation of elicitations) this.#noteElicitation(elicitation, caller);
  }
}
