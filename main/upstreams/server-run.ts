import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../lib/thrown.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { type LaunchedServer, type ServerExit, StartFailure } from './launched-server.ts';
import { LegacyConnection } from './legacy-connection.ts';
import type { LiveConnection, UpstreamConnection } from './upstream.ts';
import { waitFor } from './wait-for.ts';

export interface RunOptions extends ConnectionSurroundings {
  /** For the answer to initialize, in milliseconds. */
  readonly startMs: number;
  /** For calls that are under way when the server is to stop, in milliseconds. */
  readonly drainMs: number;
  /** What must be done before anybody gets the connection; its failure fails the start. */
  ready(connection: UpstreamConnection): Promise<void>;
}

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

  /** Makes a launched server ready, or ends it and throws `StartFailure` (or the signal's reason). */
  static async begin(launched: LaunchedServer, options: RunOptions, signal: AbortSignal): Promise<ServerRun> {
    const connection = LegacyConnection.start(launched.channel, options);
    try {
      await connection.open({ timeoutMs: options.startMs, signal });
      await waitFor(options.ready(connection), signal);
      return new ServerRun(launched, connection, options.drainMs);
    } catch (error) {
      const own = await Promise.race([launched.exited, sleep(lastAnswersMs, null)]);
      await clearAway(launched, connection);
      signal.throwIfAborted();
      throw startFailure(options.server, error, own);
    }
  }

  /** Refuses new calls, waits a while for those under way, and ends the server. */
  async stop(): Promise<void> {
    await this.connection.drain(this.#drainMs);
    await this.#launched.stop();
    await this.ended;
  }
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
  if (own !== null)
    return new StartFailure(`The server “${server}” ${own.deed} before it was ready: its log may say why.`, own.permanent, {
      cause: error,
    });
  const reason = reasonOf(error);
  return new StartFailure(`The server “${server}” could not be made ready: ${reason}`, false, { cause: error });
}
