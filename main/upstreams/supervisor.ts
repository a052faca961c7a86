import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Caller } from '../protocol/caller.ts';
import { secretsNamedBy } from '../settings/references.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { ConnectionSlot } from './connection-slot.ts';
import { executedPart } from './executed-part.ts';
import { type Redaction, ServerLog } from './server-log.ts';
import { ServerStarter, type Startable, type StarterOptions } from './server-starter.ts';
import type { Permission } from './supervised-server.ts';
import type { ConnectOptions, UpstreamConnection, UpstreamStatus } from './upstream.ts';

export interface SupervisorOptions extends StarterOptions {
  /** Folder of the servers' logs, `<name>.log`. */
  readonly logs: string;
  /** Takes secrets out of last errors; without it they stay as the server and the system said them. */
  redact?(text: string): string;
  /** The same for the servers' logs. */
  redaction?(): Redaction;
}

interface Entry extends Startable {
  settings: ServerSettings;
  readonly pool: ConnectionPool;
}

/** Every server behind Patchbay: one process for all apps that declare the same, started by the first call, never two lives of one at once. */
export class Supervisor implements AsyncDisposable {
  /** Something about a server's state is new; `callsInFlight` alone is no reason. */
  readonly changed = new Broadcast<void>();
  readonly notifications = new Broadcast<{ readonly server: string; readonly frame: NotificationFrame }>();
  readonly #options: SupervisorOptions;
  readonly #starter: ServerStarter;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#starter = new ServerStarter(options, (server, frame) => this.notifications.emit({ server, frame }));
  }

  /** Ends what an earlier Patchbay left behind. Done once, by the first `apply` at the latest. */
  sweep(): Promise<void> {
    return this.#starter.sweep();
  }

  statuses(): UpstreamStatus[] {
    return [...this.#entries.values()].map(({ pool }) => pool.status());
  }

  /**
   * Follows the settings: what is executed differently, or no more, is stopped; everything else goes on. `allowed` says whether a
   * person agreed to what a server runs. Resolves when what had to stop has stopped.
   */
  async apply(servers: ReadonlyMap<string, ServerSettings>, allowed: (name: string, settings: ServerSettings) => boolean): Promise<void> {
    await this.sweep();
    const stops = [...this.#entries.keys()].filter((name) => !servers.has(name)).map((name) => this.#remove(name));
    for (const [name, settings] of servers) stops.push(this.#put(name, settings, permissionOf(settings, allowed(name, settings))));
    this.changed.emit();
    await Promise.all(stops);
  }

  /** The connection of a server that is ready, started if need be. Throws `not_found`, `upstream_failed`, or the signal's reason. */
  async connect(server: string, options: ConnectOptions = {}): Promise<UpstreamConnection> {
    return this.#entry(server).pool.connect(options);
  }

  /** The connections of a server that can take requests; starts nothing. */
  running(server: string): readonly UpstreamConnection[] {
    return this.#entries.get(server)?.pool.running() ?? [];
  }

  /** For a person: tries at once, also what has failed. */
  async start(server: string): Promise<void> {
    await this.#entry(server).pool.start();
  }

  /** The person signed in there: what could not start without that is started. Its state tells how that ends. */
  async signedIn(server: string): Promise<void> {
    const pool = this.#entries.get(server)?.pool;
    await pool?.start().catch(() => undefined);
  }

  async stop(server: string): Promise<void> {
    await this.#entry(server).pool.stop();
  }

  /** Servers that could not start without the vault may try again. */
  vaultOpened(): void {
    for (const { pool } of this.#entries.values()) pool.release('vault_locked');
  }

  /** This secret is another now: servers that were given it are begun anew, and those that it kept from working may try again. */
  async secretChanged(secret: string): Promise<void> {
    const concerned = [...this.#entries.values()].filter(({ settings }) => secretsNamedBy(settings).has(secret));
    await Promise.all(concerned.map(({ pool }) => pool.renew()));
  }

  /** An app is gone: nothing is asked of it any more, and what ran for it alone ends. */
  endSession(session: string): void {
    for (const { pool } of this.#entries.values()) pool.endSession(session);
  }

  /**
   * Brings an app's own notification, such as notifications/roots/list_changed, to the legacy servers that it uses, or to `only` one of them.
   * Says whether anybody was there to hear it.
   */
  notifyServers(session: string, method: string, params?: JsonObject, only?: string): boolean {
    const meant = [...this.#entries].filter(([name]) => only === undefined || name === only);
    const connections = meant.flatMap(([, { pool }]) => pool.of(session)).filter(({ era }) => era === 'legacy');
    for (const connection of connections) connection.notify(method, params);
    return connections.length > 0;
  }

  /** The app wants another log level from now on: the servers that it uses are told. */
  async logLevelChanged(caller: Caller): Promise<void> {
    const connections = [...this.#entries.values()].flatMap(({ pool }) => pool.update(caller));
    await Promise.all(connections.map((connection) => connection.followLogLevel()));
  }

  /** The last lines of the server's log, oldest first. */
  async log(server: string, lines: number): Promise<string[]> {
    return this.#entry(server).log.tail(lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((name) => this.#remove(name)));
    await this.#starter[Symbol.asyncDispose]();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new NamedError('not_found', `There is no server “${name}” in config.yaml.`, { server: name });
    return entry;
  }

  async #put(name: string, settings: ServerSettings, permission: Permission): Promise<void> {
    const before = this.#entries.get(name);
    if (before !== undefined && isDeepStrictEqual(executedPart(before.settings), executedPart(settings))) {
      const isRegrouped = before.settings.mode !== settings.mode;
      before.settings = settings;
      await Promise.all([before.pool.permit(permission), ...(isRegrouped ? [before.pool.regroup()] : [])]);
      return;
    }
    const log = before?.log ?? this.#openLog(name);
    const past = before?.pool.permit('disabled');
    this.#entries.set(name, { name, settings, pool: this.#openPool({ name, isRemote: settings.kind === 'http' }, permission, past), log });
    await past;
  }

  #openLog(name: string): ServerLog {
    const failed = (error: unknown): void => this.#options.log(`The log of the server “${name}” could not be written.`, error);
    return new ServerLog(join(this.#options.logs, `${name}.log`), failed, this.#options.redaction?.bind(this.#options));
  }

  #openPool(
    { name, isRemote }: { name: string; isRemote: boolean },
    permission: Permission,
    past: Promise<void> | undefined,
  ): ConnectionPool {
    const hooks = {
      server: name,
      isRemote,
      begin: (slot: ConnectionSlot, signal: AbortSignal) => this.#starter.begin(this.#entry(name), slot, signal),
      changed: () => this.changed.emit(),
      redact: (text: string) => this.#options.redact?.(text) ?? text,
      isPerSession: () => this.#entry(name).settings.mode === 'per-session',
      era: () => this.#starter.eraOf(this.#entry(name)),
      lingerMs: this.#starter.limits.lingerMs,
    };
    return new ConnectionPool(permission, hooks, past);
  }

  async #remove(name: string): Promise<void> {
    const entry = this.#entry(name);
    this.#entries.delete(name);
    await entry.pool.permit('disabled');
  }
}

function permissionOf(settings: ServerSettings, allowed: boolean): Permission {
  if (settings.mode === 'disabled') return 'disabled';
  return allowed ? 'granted' : 'needs-approval';
}
