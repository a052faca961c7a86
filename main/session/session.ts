import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Session as SessionModel } from '../../contract/models.ts';
import { SeenUris } from '../catalog/seen-uris.ts';
import { legacyResult, modernResult } from '../protocol/era-results.ts';
import { envelopeOf, type RequestEnvelope } from '../protocol/request-envelope.ts';
import type { Era } from '../protocol/versions.ts';
import type { Channel } from '../wire/channel.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame, RequestFrame } from '../wire/frame.ts';
import type { RequestContext } from '../wire/incoming-requests.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { progressTokenOf } from '../wire/progress-token.ts';
import { AppFacts } from './app-facts.ts';
import type { AppRequest, Desk } from './app-request.ts';
import { legacyCaller, modernCaller, type WayToApp } from './callers.ts';
import { onlyServer, tellServers } from './forwarded.ts';
import { Listens } from './listens.ts';
import { beforeHello, routeOf } from './routes.ts';
import { type AnnouncedList, ShownLists, type ShownListsParts } from './shown-lists.ts';
import { Subscriptions } from './subscriptions.ts';
import { isSuspendable, stateForServer, SuspendedCalls } from './suspended-calls.ts';
import type { SessionSurroundings } from './surroundings.ts';

/** One connection of one app, in whichever era each of its requests is: routes every request, and brings back what belongs to it. */
export class Session {
  readonly id = randomUUID();
  readonly app: string;
  readonly closed: Promise<void>;
  readonly #peer: JsonRpcPeer;
  readonly #around: SessionSurroundings;
  readonly #desk: Desk;
  readonly #since = new Date();

  constructor(app: string, channel: Channel, around: SessionSurroundings) {
    this.app = app;
    this.#around = around;
    this.#peer = new JsonRpcPeer(channel, {
      request: (frame, context) => this.#answer(frame, context),
      notification: (frame) => this.#noted(frame),
      unexpected: (error, frame) => around.unexpected(error, frame.method),
    });
    this.closed = this.#peer.closed;
    this.#desk = this.#furnish();
    void this.closed.then(() => this.#leave());
  }

  start(): void {
    this.#peer.start();
  }

  /** Streams that the app listens on end with their result before the connection does. */
  async close(): Promise<void> {
    this.#desk.listens.end();
    await nextTurn();
    await this.#peer.close();
  }

  model(): SessionModel {
    const view = this.#around.view(this.app);
    const { clientInfo, protocolVersion, calls } = this.#desk.facts;
    return {
      id: this.id,
      app: this.app,
      clientInfo,
      protocolVersion,
      since: this.#since.toISOString(),
      calls,
      exposure: view.budget.exposure,
      toolsShown: view.budget.toolsShown,
    };
  }

  /** Tells the app which lists changed, when what it would list now differs from what it was last shown. */
  listsMayHaveChanged(): void {
    this.#desk.lists.mayHaveChanged();
    this.#desk.listens.listsMayHaveChanged();
  }

  /** A server told something that belongs to no request: `frame` as it sent it. */
  serverTold(server: string, { method, params }: NotificationFrame): void {
    if (method === 'notifications/resources/updated') this.#resourceUpdated(server, params ?? {});
    // What nobody here knows is for the apps that talk to this server alone; modern ones hear what they asked for.
    else if (!knownToServers.has(method) && this.#isLegacy() && onlyServer(this.#desk) === server) this.#peer.notify(method, params);
  }

  /** A task of this app changed; only who speaks its era understands it. */
  taskTold(era: Era, { method, params }: NotificationFrame): void {
    if (era === 'legacy' && this.#isLegacy()) this.#peer.notify(method, params);
  }

  #resourceUpdated(server: string, params: JsonObject): void {
    const { uri } = params;
    const view = this.#around.view(this.app);
    if (typeof uri !== 'string' || !view.servers.includes(server)) return;
    const shown = view.forApp(server, params, this.#desk.seen);
    if (this.#desk.subscriptions.has(server, uri)) this.#peer.notify('notifications/resources/updated', shown);
    this.#desk.listens.resourceUpdated(server, uri, shown);
  }

  #furnish(): Desk {
    const { app, id } = this;
    const tell = (kind: AnnouncedList): void => this.#peer.notify(`notifications/${kind}/list_changed`);
    return {
      ...{ app, id, around: this.#around },
      facts: new AppFacts(() => this.#around.changed()),
      lists: this.#shownLists({ tell, telling: 'once' }),
      subscriptions: new Subscriptions(id, this.#around.servers),
      listens: new Listens({
        notify: (method, params, about) => this.#peer.notify(method, params, about),
        lists: (tellStream) => this.#shownLists({ tell: tellStream, telling: 'always' }),
        subscriptions: (stream) => new Subscriptions(`${id}/${stream}`, this.#around.servers),
      }),
      seen: new SeenUris(),
      suspended: new SuspendedCalls(),
    };
  }

  #shownLists(parts: Pick<ShownListsParts, 'tell' | 'telling'>): ShownLists {
    return new ShownLists({ ...parts, digest: (kind) => this.#around.view(this.app).digestOf(kind) });
  }

  async #answer(frame: RequestFrame, context: RequestContext): Promise<JsonObject> {
    const envelope = envelopeOf(frame.params);
    return envelope === null ? this.#answerLegacy(frame, context) : this.#answerModern(frame, context, envelope);
  }

  async #answerLegacy(frame: RequestFrame, context: RequestContext): Promise<JsonObject> {
    const { facts } = this.#desk;
    const capabilities = beforeHello.has(frame.method) ? (facts.capabilities ?? {}) : facts.requireInitialized();
    const way = this.#wayBack(context);
    const caller = legacyCaller({ ...way, ask: this.#withOwnUris(way.ask) }, capabilities, () => facts.logLevel);
    const request: AppRequest = { ...requestOf(frame, context), era: 'legacy', caller };
    return legacyResult(await routeOf(frame.method, 'legacy')(request, this.#desk));
  }

  async #answerModern(frame: RequestFrame, context: RequestContext, envelope: RequestEnvelope): Promise<JsonObject> {
    this.#desk.facts.asked(envelope);
    const result = isSuspendable(frame.method)
      ? await this.#answerInRounds(frame, context, envelope)
      : await this.#route(requestOf(frame, context), { ...this.#wayBack(context), ask: notAskable(frame) }, envelope);
    return modernResult(result, frame.method, this.#around.serverInfo);
  }

  /** What is asked while the call runs ends this request, and the app's next one brings the answer. */
  #answerInRounds(frame: RequestFrame, context: RequestContext, envelope: RequestEnvelope): Promise<JsonObject> {
    const request = requestOf(frame, context);
    const way = this.#wayBack(context);
    const round = { signal: context.signal, progress: context.progress, notify: way.notify };
    const { suspended } = this.#desk;
    if (suspended.isRound(request)) {
      // The server would go on with the work.
      this.#around.refusePaused();
      return suspended.resume({ ...request, round });
    }
    return suspended.begin({ ...request, round }, (call) => {
      const { onProgress } = request;
      const running = {
        ...request,
        params: stateForServer(request.params),
        signal: call.signal,
        ...(onProgress && { onProgress: (tick: JsonObject) => call.progress(tick) }),
      };
      const wayToCall: WayToApp = {
        ...way,
        ask: (asked, signal) => call.ask(asked, signal),
        notify: (method, params) => call.notify(method, params),
      };
      return this.#route(running, wayToCall, envelope);
    });
  }

  #route(request: Omit<AppRequest, 'era' | 'caller'>, way: WayToApp, envelope: RequestEnvelope): Promise<JsonObject> {
    const caller = modernCaller({ ...way, ask: this.#withOwnUris(way.ask) }, envelope);
    return routeOf(request.method, 'modern')({ ...request, era: 'modern', caller }, this.#desk);
  }

  #wayBack({ id: about }: RequestContext): WayToApp {
    return {
      app: this.app,
      session: this.id,
      elicit: (question) => this.#around.elicit(question),
      ask: ({ method, params }, signal) => this.#peer.request(method, params, { about, signal }),
      notify: (method, params) => this.#peer.notify(method, params, about),
    };
  }

  /** What is asked names resources as this app knows them, and the answer as the server does. */
  #withOwnUris(ask: WayToApp['ask']): WayToApp['ask'] {
    return async (request, signal) => {
      const view = this.#around.view(this.app);
      const { server, params } = request;
      const answer = await ask({ ...request, params: params && view.forApp(server, params, this.#desk.seen) }, signal);
      return view.forServer(server, answer);
    };
  }

  #noted({ method, params }: NotificationFrame): void {
    if (method === 'notifications/initialized') this.#around.changed();
    else if (this.#isLegacy()) tellServers(method, params, this.#desk);
  }

  /** Whether the app said hello: only then it knows what comes without having been asked for. */
  #isLegacy(): boolean {
    return this.#desk.facts.capabilities !== null;
  }

  #leave(): void {
    this.#desk.subscriptions.end();
    this.#desk.listens.end();
    this.#desk.lists[Symbol.dispose]();
    this.#desk.suspended[Symbol.dispose]();
  }
}

/** Told in a way of their own, to those whom they concern. */
const knownToServers: ReadonlySet<string> = new Set([
  ...['notifications/tools/list_changed', 'notifications/prompts/list_changed', 'notifications/resources/list_changed'],
  ...[
    'notifications/elicitation/complete',
    'notifications/tasks/status',
    'notifications/tasks',
    'notifications/message',
    'notifications/progress',
    'notifications/cancelled',
  ],
]);

/** Only some requests have rounds. */
function notAskable({ method: running }: RequestFrame): WayToApp['ask'] {
  const sentence = `An app of MCP 2026-07-28 can't be asked anything while ${running.slice(0, 100)} runs.`;
  return () => Promise.reject(new JsonRpcError(methodNotFound, sentence));
}

function requestOf(frame: RequestFrame, context: RequestContext): Omit<AppRequest, 'era' | 'caller'> {
  const { id, method, params = {} } = frame;
  const wantsProgress = progressTokenOf(params) !== null;
  return { id, method, params, signal: context.signal, ...(wantsProgress && { onProgress: context.progress }) };
}
