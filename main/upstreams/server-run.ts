import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../lib/thrown.ts';
import type { FrameFault } from '../wire/channel.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, NotificationFrame, RequestFrame } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { type LaunchedServer, type ServerExit, StartFailure } from './launched-server.ts';
import { ServerConnection } from './server-connection.ts';
import { type ClientIdentity, shakeHands } from './shake-hands.ts';
import type { UpstreamConnection } from './upstream.ts';
import { waitFor } from './wait-for.ts';

export interface RunOptions {
  readonly server: string;
  readonly clientInfo: ClientIdentity;
  /** For the answer to initialize, in milliseconds. */
  readonly startMs: number;
  /** For calls that are under way when the server is to stop, in milliseconds. */
  readonly drainMs: number;
  readonly timeoutMs: () => number;
  /** What must be done before anybody gets the connection; its failure fails the start. */
  ready(connection: UpstreamConnection): Promise<void>;
  notification(frame: NotificationFrame): void;
  noise(fault: FrameFault): void;
  log(message: string, error?: unknown): void;
}

/** How long what a process wrote before it ended is still read, in milliseconds. */
const lastAnswersMs = 200;

/** One life of a server, from its launch until nothing of it is left. */
export class ServerRun {
  readonly connection: ServerConnection;
  readonly pid: number | null;
  /** Resolves when it can take no more calls, whoever wanted that. */
  readonly lost: Promise<unknown>;
  /** Resolves after `lost`, when nothing of it is left. */
  readonly ended: Promise<ServerExit>;
  readonly #launched: LaunchedServer;
  readonly #drainMs: number;

  private constructor(launched: LaunchedServer, peer: JsonRpcPeer, connection: ServerConnection, drainMs: number) {
    this.connection = connection;
    this.pid = launched.pid;
    this.#launched = launched;
    this.#drainMs = drainMs;
    this.lost = Promise.race([peer.closed, launched.exited]);
    this.ended = this.lost.then(() => clearAway(launched, peer));
  }

  /** Makes a launched server ready, or ends it and throws `StartFailure` (or the signal's reason). */
  static async begin(launched: LaunchedServer, options: RunOptions, signal: AbortSignal): Promise<ServerRun> {
    const peer = openPeer(launched, options);
    try {
      const limits = { timeoutMs: options.startMs, signal };
      const hello = await shakeHands(peer, options.clientInfo, limits);
      const connection = new ServerConnection(options.server, peer, hello, options.timeoutMs);
      await waitFor(options.ready(connection), signal);
      return new ServerRun(launched, peer, connection, options.drainMs);
    } catch (error) {
      const own = await Promise.race([launched.exited, sleep(lastAnswersMs, null)]);
      await clearAway(launched, peer);
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

function openPeer(launched: LaunchedServer, options: RunOptions): JsonRpcPeer {
  const peer = new JsonRpcPeer(
    launched.channel,
    {
      request: (frame) => answer(frame),
      notification: (frame) => options.notification(frame),
      fault: (fault) => options.noise(fault),
      unexpected: (error, frame) => options.log(`A message ${frame.method} of the server “${options.server}” could not be handled.`, error),
    },
    { role: 'client', otherSide: `the server “${options.server}”` },
  );
  peer.start();
  return peer;
}

function answer({ method }: RequestFrame): Promise<JsonObject> {
  if (method === 'ping') return Promise.resolve({});
  return Promise.reject(new JsonRpcError(methodNotFound, `Method not found: ${method}`));
}

/** After one side of a launched server has ended: ends the other, too, and gives calls their last chance of an answer. */
async function clearAway(launched: LaunchedServer, peer: JsonRpcPeer): Promise<ServerExit> {
  const stopped = launched.stop();
  await Promise.race([peer.closed, launched.exited.then(() => sleep(lastAnswersMs))]);
  await peer.close();
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
