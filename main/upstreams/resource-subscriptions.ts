import { reasonOf } from '../lib/thrown.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { Supervisor } from './supervisor.ts';
import type { UpstreamConnection } from './upstream.ts';

export interface SubscriptionParts {
  readonly servers: Pick<Supervisor, 'connect' | 'running' | 'statuses' | 'changed' | 'notifications'>;
  /** Hears, in one sentence, what went wrong while nobody waited for it. */
  readonly report: (sentence: string) => void;
}

interface Resource {
  readonly server: string;
  readonly uri: string;
  readonly holders: Set<string>;
  /** Where the server knows of the one subscription; null: nowhere. */
  connection: UpstreamConnection | null;
  /** What the server answered when it took the subscription. */
  answer: JsonObject;
  /** One change after the other. */
  turn: Promise<unknown>;
  /** It was lost with its connection, and is being taken up again. */
  isRestoring: boolean;
}

/**
 * Who wants to hear of changes of which resource. A server has one subscription for all of them, from the first that comes to the last that
 * goes; it is taken up again when the server crashed or runs anew (protocol-security-reliability.md §1.4, "Resource subscriptions"). What
 * it tells comes through `Supervisor.notifications`.
 */
export class ResourceSubscriptions implements Disposable {
  readonly #parts: SubscriptionParts;
  /** By server and URI. */
  readonly #resources = new Map<string, Resource>();
  readonly #stopListening: () => void;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.#stopListening = parts.servers.changed.subscribe(() => this.#restoreLost());
  }

  /** `holder`: a session, or one of its streams. Starts the server if need be. Throws what the server says, or `upstream_failed`. */
  async subscribe(holder: string, server: string, uri: string): Promise<JsonObject> {
    const resource = this.#resourceAt(server, uri);
    resource.holders.add(holder);
    try {
      await this.#settle(resource);
      return resource.answer;
    } catch (error) {
      resource.holders.delete(holder);
      this.#forgetUnheld(resource);
      throw error;
    }
  }

  /** Of one who doesn't hold it: changes nothing. */
  async unsubscribe(holder: string, server: string, uri: string): Promise<JsonObject> {
    const resource = this.#resources.get(keyOf(server, uri));
    if (resource?.holders.delete(holder) !== true) return {};
    await this.#settle(resource);
    return {};
  }

  /** A session or stream is gone, with all that it held. */
  endHolder(holder: string): void {
    for (const resource of this.#resources.values()) {
      if (!resource.holders.delete(holder)) continue;
      this.#settle(resource).catch((error: unknown) => this.#report(resource, error));
    }
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    this.#resources.clear();
  }

  #resourceAt(server: string, uri: string): Resource {
    const key = keyOf(server, uri);
    const known = this.#resources.get(key);
    if (known !== undefined) return known;
    const resource: Resource = {
      server,
      uri,
      holders: new Set(),
      connection: null,
      answer: {},
      turn: Promise.resolve(),
      isRestoring: false,
    };
    this.#resources.set(key, resource);
    return resource;
  }

  /** Makes the server know what is wanted. */
  #settle(resource: Resource): Promise<void> {
    const settling = resource.turn.then(() => (resource.holders.size > 0 ? this.#takeUp(resource) : this.#drop(resource)));
    resource.turn = settling.catch(() => undefined);
    return settling;
  }

  async #takeUp(resource: Resource): Promise<void> {
    if (this.#isAlive(resource)) return;
    const connection = await this.#parts.servers.connect(resource.server);
    resource.answer = await connection.subscribe(resource.uri);
    resource.connection = connection;
  }

  async #drop(resource: Resource): Promise<void> {
    const { connection } = resource;
    const isAlive = this.#isAlive(resource);
    resource.connection = null;
    this.#forgetUnheld(resource);
    if (isAlive) await connection?.unsubscribe(resource.uri);
  }

  #forgetUnheld(resource: Resource): void {
    if (resource.holders.size === 0 && resource.connection === null) this.#resources.delete(keyOf(resource.server, resource.uri));
  }

  #isAlive({ server, connection }: Resource): boolean {
    return connection !== null && this.#parts.servers.running(server).includes(connection);
  }

  /** Not for a server that a person stopped: it is asked again when it runs. */
  #restoreLost(): void {
    for (const resource of this.#resources.values()) {
      const isLost = resource.connection !== null && !this.#isAlive(resource);
      if (!isLost || resource.holders.size === 0 || resource.isRestoring || !this.#mayRun(resource.server)) continue;
      resource.isRestoring = true;
      void this.#restore(resource);
    }
  }

  #mayRun(server: string): boolean {
    if (this.#parts.servers.running(server).length > 0) return true;
    return this.#parts.servers.statuses().some((status) => status.server === server && status.state === 'backing-off');
  }

  /** What happened to the resource meanwhile is not known: it may have changed. */
  async #restore(resource: Resource): Promise<void> {
    const { server, uri } = resource;
    try {
      await this.#settle(resource);
      const frame = { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } } as const;
      if (this.#isAlive(resource)) this.#parts.servers.notifications.emit({ server, frame });
    } catch (error) {
      this.#report(resource, error);
      // A server that runs and refuses is not asked again; one that doesn't run yet may come back.
      if (this.#parts.servers.running(server).length > 0) resource.connection = null;
    }
    resource.isRestoring = false;
    this.#restoreLost();
  }

  #report({ server, uri }: Resource, error: unknown): void {
    this.#parts.report(`Changes of ${uri.slice(0, 200)} of the server “${server}” can't be followed: ${reasonOf(error)}`);
  }
}

function keyOf(server: string, uri: string): string {
  return `${server} ${uri}`;
}
