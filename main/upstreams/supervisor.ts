import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { BuiltinServerSettings, ServerSettings } from '../settings/settings.ts';
import type { Channel, FrameFault } from '../wire/channel.ts';
import type { NotificationFrame } from '../wire/frame.ts';
import { builtInServer } from './built-in-server.ts';
import { Guardian, type GuardianProgram } from './guardian.ts';
import { openRemoteServer } from './http/remote-server.ts';
import { type LaunchedServer, StartFailure } from './launched-server.ts';
import { ProcessRecord } from './process-record.ts';
import { ServerLog } from './server-log.ts';
import { ServerProcess } from './server-process.ts';
import { ServerRun } from './server-run.ts';
import type { ClientIdentity } from './shake-hands.ts';
import { type Permission, SupervisedServer } from './supervised-server.ts';
import type { UpstreamConnection, UpstreamStatus } from './upstream.ts';

export interface SupervisionLimits {
  /** For the answer to initialize, in milliseconds. */
  readonly startMs: number;
  /** For calls under way when a server is stopped, in milliseconds. */
  readonly drainMs: number;
  /** Between stdin's end, SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

const defaultLimits: SupervisionLimits = { startMs: 30_000, drainMs: 5000, graceMs: 2000 };

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
  log(message: string, error?: unknown): void;
  /** Takes secrets out of last errors; without it they stay as the server and the system said them. */
  redact?(text: string): string;
}

interface Entry {
  settings: ServerSettings;
  readonly server: SupervisedServer;
  readonly log: ServerLog;
}

/** Every server behind Patchbay: one process for all apps, started by the first call, never two lives of one at once. */
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
    return [...this.#entries.values()].map(({ server }) => server.status());
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
  async connect(server: string, signal?: AbortSignal): Promise<UpstreamConnection> {
    return this.#entry(server).server.connect(signal);
  }

  /** For a person: tries at once, also what has failed. */
  async start(server: string): Promise<void> {
    await this.#entry(server).server.start();
  }

  async stop(server: string): Promise<void> {
    await this.#entry(server).server.stop();
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
      before.settings = settings;
      await before.server.permit(permission);
      return;
    }
    const log =
      before?.log ??
      new ServerLog(join(this.#options.logs, `${name}.log`), (error) =>
        this.#options.log(`The log of the server “${name}” could not be written.`, error),
      );
    const past = before?.server.permit('disabled') ?? Promise.resolve();
    const server = new SupervisedServer(
      name,
      permission,
      {
        begin: (signal) => this.#begin(name, signal),
        changed: () => this.changed.emit(),
        redact: (text) => this.#options.redact?.(text) ?? text,
      },
      past,
    );
    this.#entries.set(name, { settings, server, log });
    await past;
  }

  async #remove(name: string): Promise<void> {
    const entry = this.#entry(name);
    this.#entries.delete(name);
    await entry.server.permit('disabled');
  }

  async #begin(name: string, signal: AbortSignal): Promise<ServerRun> {
    const entry = this.#entry(name);
    const launched = await this.#launch(name, entry);
    const { startMs, drainMs } = this.#limits;
    return ServerRun.begin(
      launched,
      {
        server: name,
        clientInfo: this.#options.clientInfo,
        startMs,
        drainMs,
        timeoutMs: () => entry.settings.timeoutMs,
        ready: (connection) => this.#options.ready(connection),
        notification: (frame) => this.notifications.emit({ server: name, frame }),
        noise: (fault) => noteNoise(entry, fault),
        log: (message, error) => this.#options.log(message, error),
      },
      signal,
    );
  }

  async #launch(name: string, { settings, log }: Entry): Promise<LaunchedServer> {
    try {
      if (settings.kind === 'builtin') return builtInServer(this.#options.openBuiltin(name, settings));
      if (settings.kind === 'http') return openRemoteServer(name, settings, log);
      const { graceMs } = this.#limits;
      return await ServerProcess.launch(name, settings, {
        guardian: this.#guardian,
        record: this.#record,
        log,
        work: this.#options.work,
        graceMs,
      });
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      const reason = reasonOf(error);
      throw new StartFailure(`The server “${name}” could not be started: ${reason}`, false, { cause: error });
    }
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

function noteNoise({ server, log }: Entry, fault: FrameFault): void {
  if (fault.answers === undefined) server.countNoise();
  log.note(`stdout: ${fault.message} ${fault.excerpt ?? ''}`);
}
