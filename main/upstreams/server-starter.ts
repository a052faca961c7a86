import type { ServerAsk } from '../protocol/caller.ts';
import type { Era } from '../protocol/versions.ts';
import { onceForEach } from '../lib/once-for-each.ts';
import type { BuiltinServerSettings, ServerSettings } from '../settings/settings.ts';
import type { Channel, FrameFault } from '../wire/channel.ts';
import { internalError, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame } from '../wire/frame.ts';
import type { ConnectionSlot } from './connection-slot.ts';
import type { ClientIdentity } from './connection-surroundings.ts';
import { type EraStore, EraVerdicts } from './era-verdicts.ts';
import { executedPart } from './executed-part.ts';
import { noAccess } from './http/remote-access.ts';
import type { AccessTo } from './http/remote-server.ts';
import { Guardian, type GuardianProgram } from './guardian.ts';
import type { ReadSecret } from './launch-settings.ts';
import { launchServer } from './launch-server.ts';
import type { LaunchedServer } from './launched-server.ts';
import { ProcessRecord } from './process-record.ts';
import type { ServerLog } from './server-log.ts';
import { type EraOfRun, ServerRun } from './server-run.ts';
import type { UpstreamConnection } from './upstream.ts';

export interface SupervisionLimits {
  /** For the answers until a server is initialized, in milliseconds. */
  readonly startMs: number;
  /** Of it, for the answer to server/discover. */
  readonly probeMs: number;
  /** For calls under way when a server is stopped, in milliseconds. */
  readonly drainMs: number;
  /** Between stdin's end, SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** For a connection that only apps used which are gone, in milliseconds. */
  readonly lingerMs: number;
}

const defaultLimits: SupervisionLimits = { startMs: 30_000, probeMs: 10_000, drainMs: 5000, graceMs: 2000, lingerMs: 60_000 };

export interface StarterOptions {
  /** Folder of the working folders of servers that name none. */
  readonly work: string;
  /** File that says which processes run, for the Patchbay that comes after a crash. */
  readonly record: string;
  readonly guardian: GuardianProgram;
  readonly clientInfo: ClientIdentity;
  readonly limits?: Partial<SupervisionLimits>;
  /** Remembers which era each server is of. */
  readonly eras: EraStore;
  openBuiltin(name: string, settings: BuiltinServerSettings): Channel;
  /** Asked anew at every launch: nothing keeps what it gives. */
  readonly readSecret: ReadSecret;
  /** What requests to a remote server carry besides its headers; left out: nothing. */
  readonly accessTo?: AccessTo;
  /** Called after initialize, before anybody gets the connection; its failure fails the start. */
  ready(connection: UpstreamConnection): Promise<void>;
  /** For an elicitation that can't be told whose it is: it goes to the person. Left out: it is refused. */
  askPerson?(ask: ServerAsk, signal: AbortSignal): Promise<JsonObject>;
  log(message: string, error?: unknown): void;
}

/** A server as the settings have it. */
export interface Startable {
  readonly name: string;
  readonly settings: ServerSettings;
  readonly log: ServerLog;
}

/** Brings servers to where requests can be made, and sees to it that nothing outlives Patchbay. */
export class ServerStarter implements AsyncDisposable {
  readonly limits: SupervisionLimits;
  readonly #options: StarterOptions;
  readonly #notified: (server: string, frame: NotificationFrame) => void;
  readonly #guardian: Guardian;
  readonly #record: ProcessRecord;
  readonly #eras: EraVerdicts;
  /** One object for one state of the settings, so that its fingerprint is worked out once. */
  readonly #executedOf = onceForEach(executedPart);

  /** `notified` hears what servers tell that belongs to no app alone. */
  constructor(options: StarterOptions, notified: (server: string, frame: NotificationFrame) => void) {
    this.#options = options;
    this.#notified = notified;
    this.limits = { ...defaultLimits, ...options.limits };
    this.#eras = new EraVerdicts(options.eras);
    this.#guardian = new Guardian(options.guardian, (message, error) => options.log(message, error));
    this.#record = new ProcessRecord(options.record, (message, error) => options.log(message, error));
  }

  /** Ends what an earlier Patchbay left behind, once. */
  sweep(): Promise<void> {
    return this.#record.sweep();
  }

  /** Null where nobody knows: the next start finds out. */
  eraOf({ name, settings }: Startable): Era | null {
    return settings.kind === 'builtin' ? 'legacy' : this.#eras.of(name, this.#executedOf(settings));
  }

  /** One life of the server, for the apps that use this connection. Throws `StartFailure`, or the signal's reason. */
  begin(server: Startable, slot: ConnectionSlot, signal: AbortSignal): Promise<ServerRun> {
    const options = this.#options;
    return ServerRun.begin(
      () => this.#launch(server),
      {
        ...this.limits,
        server: server.name,
        era: this.#eraOfRun(server, slot),
        clientInfo: options.clientInfo,
        declared: slot.declared,
        users: slot.users,
        timeoutMs: () => server.settings.timeoutMs,
        askPerson: (ask, asking) => options.askPerson?.(ask, asking) ?? refuseToAsk(),
        ready: (connection) => options.ready(connection),
        notification: (frame) => this.#notified(server.name, frame),
        noise: (fault) => noteNoise(server, slot, fault),
        log: (message, error) => options.log(message, error),
      },
      signal,
    );
  }

  /** When no server is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#record.settled();
    await this.#guardian[Symbol.asyncDispose]();
  }

  #eraOfRun(server: Startable, slot: ConnectionSlot): EraOfRun {
    const { name, settings } = server;
    const executed = this.#executedOf(settings);
    return {
      known: this.#eras.isSuspected(name, executed) ? 'legacy' : this.eraOf(server),
      notModern: () => this.#eras.suspect(name, executed),
      proved: (era) => {
        if (settings.kind !== 'builtin') this.#eras.prove(name, executed, era);
        slot.eraProved(era);
      },
      refusedLegacy: () => this.#eras.forget(name),
    };
  }

  #launch({ name, settings, log }: Startable): Promise<LaunchedServer> {
    return launchServer(name, settings, {
      guardian: this.#guardian,
      record: this.#record,
      log,
      work: this.#options.work,
      graceMs: this.limits.graceMs,
      openBuiltin: (builtin, chosen) => this.#options.openBuiltin(builtin, chosen),
      readSecret: this.#options.readSecret,
      accessTo: this.#options.accessTo ?? (() => noAccess),
    });
  }
}

function refuseToAsk(): Promise<never> {
  return Promise.reject(new JsonRpcError(internalError, 'Nobody can be asked for this.'));
}

function noteNoise({ log }: Startable, slot: ConnectionSlot, fault: FrameFault): void {
  if (fault.answers === undefined) slot.countNoise();
  log.note(`stdout: ${fault.message} ${fault.excerpt ?? ''}`);
}
