import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { Era } from '../protocol/versions.ts';
import type { FrameFault } from '../wire/channel.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { type LaunchedServer, type ServerExit, StartFailure, StartHeldUp } from './launched-server.ts';
import { LegacyConnection } from './legacy-connection.ts';
import { ModernConnection } from './modern-connection.ts';
import { NotModern } from './not-modern.ts';
import type { LiveConnection, UpstreamConnection } from './upstream.ts';
import { waitFor } from './wait-for.ts';

export interface RunOptions extends ConnectionSurroundings {
  /** For all until it is initialized, in milliseconds. */
  readonly startMs: number;
  /** Of it, for the answer to server/discover: a server that doesn't know it may say nothing at all. */
  readonly probeMs: number;
  readonly era: EraOfRun;
  /** For calls that are under way when the server is to stop, in milliseconds. */
  readonly drainMs: number;
  /** What must be done before anybody gets the connection; its failure fails the start. */
  ready(connection: UpstreamConnection): Promise<void>;
}

/** What is known of a server's era, and who wants to know what a start shows of it. */
export interface EraOfRun {
  /** Null: it is to be found out. */
  readonly known: Era | null;
  /** It took server/discover as only a server of the legacy era does. */
  notModern(): void;
  /** It has answered in this era. */
  proved(era: Era): void;
  /** It refused initialize. */
  refusedLegacy(): void;
}

type Launch = () => Promise<LaunchedServer>;

/** How long what a process wrote before it ended is still read, in milliseconds. */
const lastAnswersMs = 200;

/** One life of a server, from its launch until nothing of it is left. */
export class ServerRun {
  readonly connection: LiveConnection;
  readonly pid: number | null;
  /** Resolves when it can take no more calls, whoever wanted that. */
  readonly lost: Promise<unknown>;
  /** Resolves after `lost`, when nothing of it is left. */
  readonly ended: Promise<ServerExit>;
  readonly #launched: LaunchedServer;
  readonly #drainMs: number;

  private constructor(launched: LaunchedServer, connection: LiveConnection, drainMs: number) {
    this.connection = connection;
    this.pid = launched.pid;
    this.#launched = launched;
    this.#drainMs = drainMs;
    this.lost = Promise.race([connection.closed, launched.exited]);
    this.ended = this.lost.then(() => clearAway(launched, connection));
  }

  /**
   * Launches a server and makes it ready; throws `StartFailure` (or the signal's reason) with nothing left of it. A server of unknown era is
   * asked with `server/discover` first. One that takes that for nothing it knows is launched anew for initialize: some exit, and some are in
   * disorder, after any other first request.
   */
  static async begin(launch: Launch, options: RunOptions, signal: AbortSignal): Promise<ServerRun> {
    const begun = performance.now();
    const modern = options.era.known === 'legacy' ? null : await beginModern(await launch(), options, signal);
    if (modern !== null) return new ServerRun(modern.launched, modern.connection, options.drainMs);
    const launched = await launch();
    const connection = LegacyConnection.start(launched.channel, options);
    try {
      await open({ launched, connection }, options, { timeoutMs: timeLeft(options.startMs, begun), signal });
      return new ServerRun(launched, connection, options.drainMs);
    } catch (error) {
      const own = await Promise.race([launched.exited, sleep(lastAnswersMs, null)]);
      if (own === null && !(error instanceof NamedError)) options.era.refusedLegacy();
      throw await failed({ launched, connection }, options, { error, own, signal });
    }
  }

  /** Refuses new calls, waits a while for those under way, and ends the server. */
  async stop(): Promise<void> {
    await this.connection.drain(this.#drainMs);
    await this.#launched.stop();
    await this.ended;
  }
}

/** Of a process that may not be the one that is kept. */
const mostNoise = 100;

interface Begun {
  readonly launched: LaunchedServer;
  readonly connection: LiveConnection;
}

/** Null where the server is not of the modern era; then nothing of it is left. */
async function beginModern(launched: LaunchedServer, options: RunOptions, signal: AbortSignal): Promise<Begun | null> {
  const noise: FrameFault[] = [];
  let hear = (fault: FrameFault): unknown => noise.length < mostNoise && noise.push(fault);
  const begun = { launched, connection: ModernConnection.start(launched.channel, { ...options, noise: (fault) => void hear(fault) }) };
  try {
    await open(begun, options, { timeoutMs: Math.min(options.probeMs, options.startMs / 2), signal });
    hear = (fault) => options.noise(fault);
    for (const fault of noise) hear(fault);
    return begun;
  } catch (error) {
    if (!(error instanceof NotModern) || signal.aborted) {
      const own = await Promise.race([launched.exited, sleep(lastAnswersMs, null)]);
      throw await failed(begun, options, { error, own, signal });
    }
    const exit = await clearAway(launched, begun.connection);
    signal.throwIfAborted();
    if (exit.permanent || StartHeldUp.behind(exit.cause) !== null) throw startFailure(options.server, error, exit);
    options.era.notModern();
    return null;
  }
}

async function open(
  { launched, connection }: Begun,
  options: RunOptions,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  await connection.open({ timeoutMs, signal, hasProcess: launched.pid !== null });
  options.era.proved(connection.era);
  await waitFor(options.ready(connection), signal);
}

async function failed(
  { launched, connection }: Begun,
  { server }: RunOptions,
  { error, own, signal }: { error: unknown; own: ServerExit | null; signal: AbortSignal },
): Promise<StartFailure> {
  await clearAway(launched, connection);
  signal.throwIfAborted();
  return startFailure(server, error, own);
}

/** In whole tenths of a second, for sentences. */
function timeLeft(startMs: number, begun: number): number {
  return Math.max(100, Math.ceil((startMs - (performance.now() - begun)) / 100) * 100);
}

/** After one side of a launched server has ended: ends the other, too, and gives calls their last chance of an answer. */
async function clearAway(launched: LaunchedServer, connection: LiveConnection): Promise<ServerExit> {
  const stopped = launched.stop();
  await Promise.race([connection.closed, launched.exited.then(() => sleep(lastAnswersMs))]);
  await connection.close();
  await stopped;
  return launched.exited;
}

function startFailure(server: string, error: unknown, own: ServerExit | null): StartFailure {
  const heldUp = StartHeldUp.behind(own?.cause) ?? StartHeldUp.behind(error);
  if (heldUp !== null) return heldUp;
  if (own?.cause instanceof StartFailure) return own.cause;
  if (own !== null)
    return new StartFailure(`The server “${server}” ${own.deed} before it was ready: its log may say why.`, own.permanent, {
      cause: error,
    });
  const reason = reasonOf(error);
  const sentence = reason.includes(`“${server}”`) ? reason : `The server “${server}” could not be made ready: ${reason}`;
  return new StartFailure(sentence, false, { cause: error });
}
