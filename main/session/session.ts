import { randomUUID } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { Session as SessionModel } from '../../contract/models.ts';
import { negotiateVersion } from '../protocol/versions.ts';
import { pageOf } from '../protocol/page.ts';
import type { Channel } from '../wire/channel.ts';
import { invalidParams, invalidRequest, JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue, NotificationFrame, RequestFrame } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { jsonText } from '../wire/json-text.ts';
import type { RequestContext } from '../wire/incoming-requests.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import type { AppView } from './app-view.ts';
import { toolErrorOf } from './tool-error.ts';

/** Tools per page of tools/list. Large, because some clients read the first page only. */
const pageSize = 250;

export interface SessionSurroundings {
  readonly serverInfo: { readonly name: string; readonly title: string; readonly version: string };
  readonly instructions: string;
  readonly view: (app: string) => AppView;
  /** One tools/call of this session, by the name that the app used. */
  readonly call: (call: SessionCall) => Promise<JsonObject>;
  /** Something that `model()` tells has changed. */
  readonly changed: () => void;
  /** A defect of ours, for the log. */
  readonly unexpected: (error: unknown, method: string) => void;
}

export interface SessionCall {
  readonly app: string;
  readonly session: string;
  readonly name: string;
  readonly arguments: JsonObject;
  /** As they came. */
  readonly params: JsonObject;
  readonly signal: AbortSignal;
  readonly onProgress?: (params: JsonObject) => void;
}

/** One connection of one app: answers the protocol itself and routes its calls. */
export class Session {
  readonly id = randomUUID();
  readonly app: string;
  readonly closed: Promise<void>;
  readonly #peer: JsonRpcPeer;
  readonly #around: SessionSurroundings;
  readonly #since = new Date();
  #clientInfo: SessionModel['clientInfo'] = null;
  #protocolVersion: string | null = null;
  #calls = 0;
  /** What this app was last shown, to tell it of real changes only. */
  #listed: string | null = null;

  constructor(app: string, channel: Channel, around: SessionSurroundings) {
    this.app = app;
    this.#around = around;
    this.#peer = new JsonRpcPeer(channel, {
      request: (frame, context) => this.#answer(frame, context),
      notification: (frame) => this.#noted(frame),
      unexpected: (error, frame) => around.unexpected(error, frame.method),
    });
    this.closed = this.#peer.closed;
  }

  start(): void {
    this.#peer.start();
  }

  close(): Promise<void> {
    return this.#peer.close();
  }

  model(): SessionModel {
    const view = this.#around.view(this.app);
    return {
      id: this.id,
      app: this.app,
      clientInfo: this.#clientInfo,
      protocolVersion: this.#protocolVersion,
      since: this.#since.toISOString(),
      calls: this.#calls,
      exposure: view.budget.exposure,
      toolsShown: view.budget.toolsShown,
    };
  }

  /** Tells the app that its tools changed, when what it would list now differs from what it listed last. */
  toolsMayHaveChanged(): void {
    if (this.#listed === null || this.#listed === this.#fingerprint()) return;
    this.#listed = null;
    this.#peer.notify('notifications/tools/list_changed');
  }

  async #answer(frame: RequestFrame, context: RequestContext): Promise<JsonObject> {
    switch (frame.method) {
      case 'initialize':
        return this.#initialize(frame.params ?? {});
      case 'ping':
        return {};
      case 'tools/list':
        return this.#listTools(frame.params?.['cursor']);
      case 'tools/call':
        return this.#callTool(frame.params ?? {}, context);
      default:
        // Also server/discover: silence would stall two big clients by 3 and 10 seconds (clients.md §1).
        throw new JsonRpcError(methodNotFound, `Method not found: ${frame.method.slice(0, 100)}`);
    }
  }

  #initialize(params: JsonObject): JsonObject {
    this.#protocolVersion = negotiateVersion(params['protocolVersion']);
    this.#clientInfo = clientInfoOf(params['clientInfo']);
    this.#around.changed();
    return {
      protocolVersion: this.#protocolVersion,
      capabilities: { tools: { listChanged: true } },
      serverInfo: { ...this.#around.serverInfo },
      instructions: this.#around.instructions,
    };
  }

  #noted(frame: NotificationFrame): void {
    if (frame.method === 'notifications/initialized') this.#around.changed();
  }

  #listTools(cursor: JsonValue | undefined): JsonObject {
    this.#requireInitialized();
    const page = pageOf(this.#around.view(this.app).definitions, cursor, pageSize, 'tools');
    this.#listed = this.#fingerprint();
    return { tools: page.items, ...(page.nextCursor !== null && { nextCursor: page.nextCursor }) };
  }

  async #callTool(params: JsonObject, context: RequestContext): Promise<JsonObject> {
    this.#requireInitialized();
    this.#calls += 1;
    try {
      return await this.#around.call({
        app: this.app,
        session: this.id,
        ...callOf(params),
        ...progressOf(params, context),
        signal: context.signal,
      });
    } catch (error) {
      if (error instanceof NamedError && error.code !== 'tool_not_found') return toolErrorOf(error);
      throw error;
    }
  }

  #requireInitialized(): void {
    if (this.#protocolVersion === null) throw new JsonRpcError(invalidRequest, 'Send initialize first.');
  }

  #fingerprint(): string {
    return this.#around
      .view(this.app)
      .definitions.map((definition) => jsonText(definition))
      .join('\n');
  }
}

function callOf(params: JsonObject): Pick<SessionCall, 'name' | 'arguments' | 'params'> {
  const { name, arguments: given = {} } = params;
  if (typeof name !== 'string' || name === '') throw new JsonRpcError(invalidParams, 'tools/call needs the name of a tool.');
  if (!isObject(given)) throw new NamedError('invalid_arguments', 'The arguments of a tool are a JSON object.');
  return { name, arguments: given, params };
}

function progressOf(params: JsonObject, context: RequestContext): { onProgress?: (tick: JsonObject) => void } {
  const meta = params['_meta'];
  return isObject(meta) && meta['progressToken'] !== undefined ? { onProgress: (tick) => context.progress(tick) } : {};
}

function clientInfoOf(value: JsonValue | undefined): SessionModel['clientInfo'] {
  if (!isObject(value)) return null;
  const { name, version } = value;
  return {
    name: typeof name === 'string' ? name.slice(0, 100) : 'unnamed',
    version: typeof version === 'string' ? version.slice(0, 100) : '',
  };
}
