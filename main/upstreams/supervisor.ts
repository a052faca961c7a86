import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import type { Caller, ServerAsk } from '../protocol/caller.ts';
import type { BuiltinServerSettings, ServerSettings } from '../settings/settings.ts';
import type { Channel, FrameFault } from '../wire/channel.ts';
import { internalError, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import { Guardian, type GuardianProgram } from './guardian.ts';
import { ConnectionPool, type ConnectionSlot } from './connection-pool.ts';
import type { ClientIdentity } from './connection-surroundings.ts';
import { launchServer } from './launch-server.ts';
import type { LaunchedServer } from './launched-server.ts';
import { ProcessRecord } from './process-record.ts';
import { ServerLog } from './server-log.ts';
import { ServerRun } from './server-run.ts';
import type { Permission } from './supervised-server.ts';
import type { ConnectOptions, UpstreamConnection, UpstreamStatus } from './upstream.ts';

export interface SupervisionLimits {
  /** For the answer to initialize, in milliseconds. */
  readonly startMs: number;
  /** For calls under way when a server is stopped, in milliseconds. */
  readonly drainMs: number;
  /** Between stdin's end, SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** For a connection that only apps used which are gone, in milliseconds. */
  readonly lingerMs: number;
}

const defaultLimits: SupervisionLimits = { startMs: 30_000, drainMs: 5000, graceMs: 2000, lingerMs: 60_000 };

export interface SupervisorOptions {
  /** Folder of the servers' logs, `<name>.log`. */
  readonly logs: string;
  /** Folder of the working folders of servers that name none. */
  readonly work: string;
  /** File that says which processes run, for the Patchbay that comes after a crash. */
  readonly record: string;
  readonly guardian: GuardianProgram;
  readonly clientInfo: ClientIdentity;
  readonly limits?: Partial<SupervisionLimits>;
  openBuiltin(name: string, settings: BuiltinServerSettings): Channel;
  /** Called after initialize, before anybody gets the connection; its failure fails the start. */
  ready(connection: UpstreamConnection): Promise<void>;
  /** For an elicitation that can't be told whose it is: it goes to the person. Left out: it is refused. */
  askPerson?(ask: ServerAsk, signal: AbortSignal): Promise<JsonObject>;
  log(message: string, error?: unknown): void;
  /** Takes secrets out of last errors; without it they stay as the server and the system said them. */
  redact?(text: string): string;
}

interface Entry {
  settings: ServerSettings;
  readonly pool: ConnectionPool;
  readonly log: ServerLog;
}

/** Every server behind Patchbay: one process for all apps that declare the same, started by the first call, never two lives of one at once. */
export class Supervisor implements AsyncDisposable {
  /** Something about a server's state is new; `callsInFlight` alone is no reason. */
  readonly changed = new Broadcast<void>();
  readonly notifications = new Broadcast<{ readonly server: string; readonly frame: NotificationFrame }>();
  readonly #options: SupervisorOptions;
  readonly #limits: SupervisionLimits;
  readonly #guardian: Guardian;
  readonly #record: ProcessRecord;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#guardian = new Guardian(options.guardian, (message, error) => options.log(message, error));
    this.#record = new ProcessRecord(options.record, (message, error) => options.log(message, error));
  }

  /** Ends what an earlier Patchbay left behind. Done once, by the first `apply` at the latest. */
  sweep(): Promise<void> {
    return this.#record.sweep();
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

  async stop(server: string): Promise<void> {
    await this.#entry(server).pool.stop();
  }

  /** An app is gone: nothing is asked of it any more, and what ran for it alone ends. */
  endSession(session: string): void {
    for (const { pool } of this.#entries.values()) pool.endSession(session);
  }

  /** Brings an app's own notification, such as notifications/roots/list_changed, to the legacy servers that it uses. */
  notifyServers(session: string, method: string, params?: JsonObject): void {
    for (const { pool } of this.#entries.values()) {
      for (const connection of pool.of(session)) if (connection.era === 'legacy') connection.notify(method, params);
    }
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
    await this.#record.settled();
    await this.#guardian[Symbol.asyncDispose]();
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
    const log =
      before?.log ??
      new ServerLog(join(this.#options.logs, `${name}.log`), (error) =>
        this.#options.log(`The log of the server “${name}” could not be written.`, error),
      );
    const past = before?.pool.permit('disabled');
    this.#entries.set(name, { settings, pool: this.#openPool({ name, isRemote: settings.kind === 'http' }, permission, past), log });
    await past;
  }

  #openPool(
    { name, isRemote }: { name: string; isRemote: boolean },
    permission: Permission,
    past: Promise<void> | undefined,
  ): ConnectionPool {
    const hooks = {
      server: name,
      isRemote,
      begin: (slot: ConnectionSlot, signal: AbortSignal) => this.#begin(name, slot, signal),
      changed: () => this.changed.emit(),
      redact: (text: string) => this.#options.redact?.(text) ?? text,
      isPerSession: () => this.#entry(name).settings.mode === 'per-session',
      era: () => 'legacy' as const,
      lingerMs: this.#limits.lingerMs,
    };
    return new ConnectionPool(permission, hooks, past);
  }

  async #remove(name: string): Promise<void> {
    const entry = this.#entry(name);
    this.#entries.delete(name);
    await entry.pool.permit('disabled');
  }

  async #begin(name: string, slot: ConnectionSlot, signal: AbortSignal): Promise<ServerRun> {
    const entry = this.#entry(name);
    const launched = await this.#launch(name, entry);
    const { startMs, drainMs } = this.#limits;
    const options = this.#options;
    return ServerRun.begin(
      launched,
      {
        server: name,
        clientInfo: options.clientInfo,
        declared: slot.declared,
        users: slot.users,
        startMs,
        drainMs,
        timeoutMs: () => entry.settings.timeoutMs,
        askPerson: (ask, asking) => options.askPerson?.(ask, asking) ?? refuseToAsk(),
        ready: (connection) => options.ready(connection),
        notification: (frame) => this.notifications.emit({ server: name, frame }),
        noise: (fault) => noteNoise(entry, slot, fault),
        log: (message, error) => options.log(message, error),
      },
      signal,
    );
  }

  #launch(name: string, { settings, log }: Entry): Promise<LaunchedServer> {
    return launchServer(name, settings, {
      guardian: this.#guardian,
      record: this.#record,
      log,
      work: this.#options.work,
      graceMs: this.#limits.graceMs,
      openBuiltin: (builtin, chosen) => this.#options.openBuiltin(builtin, chosen),
    });
  }
}

function permissionOf(settings: ServerSettings, allowed: boolean): Permission {
  if (settings.mode === 'disabled') return 'disabled';
  return allowed ? 'granted' : 'needs-approval';
}

/** What a running server was started with; a change of anything else does not concern it. */
function executedPart({ mode: _mode, prefix: _prefix, timeoutMs: _timeout, tools: _tools, ...executed }: ServerSettings): object {
  return executed;
}

function refuseToAsk(): Promise<never> {
  return Promise.reject(new JsonRpcError(internalError, 'Nobody can be asked for this.'));
}

function noteNoise({ log }: Entry, slot: ConnectionSlot, fault: FrameFault): void {
  if (fault.answers === undefined) slot.countNoise();
  log.note(`stdout: ${fault.message} ${fault.excerpt ?? ''}`);
}
