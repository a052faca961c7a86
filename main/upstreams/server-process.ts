import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import spawn from 'cross-spawn';
import { makePrivateFolder } from '../lib/private-folder.ts';
import { StreamChannel } from '../wire/stream-channel.ts';
import type { Guardian } from './guardian.ts';
import { launchMark } from './guardian/launch-mark.ts';
import { endGroup, groupEndsWithin } from './guardian/process-group.ts';
import type { StdioLaunch } from './launch-settings.ts';
import { type LaunchedServer, type ServerExit, StartFailure } from './launched-server.ts';
import type { ProcessRecord } from './process-record.ts';
import { serverEnvironment } from './server-environment.ts';
import type { ServerLog } from './server-log.ts';

/** What every server's process needs around it. */
export interface ProcessSurroundings {
  readonly guardian: Guardian;
  readonly record: ProcessRecord;
  readonly log: ServerLog;
  /** Holds the working folders of servers that name none. */
  readonly work: string;
  /** Between stdin's end, SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/** What a shell exits with when it can't execute, or can't find, what it was told to start. */
const shellFailures = new Set([126, 127]);

/** For what was written, and not yet read, when a process ended, in milliseconds. */
const lastWordsMs = 200;

/** A server in a process group of its own, which is ended as a whole. */
export class ServerProcess implements LaunchedServer {
  readonly channel: StreamChannel;
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #surroundings: ProcessSurroundings;
  readonly #failure: FailureOf;
  readonly #exit = Promise.withResolvers<ServerExit>();
  #ending: Promise<void> | null = null;

  private constructor(child: ChildProcessWithoutNullStreams, pid: number, surroundings: ProcessSurroundings, failure: FailureOf) {
    this.#child = child;
    this.pid = pid;
    this.#surroundings = surroundings;
    this.#failure = failure;
    this.channel = new StreamChannel(child.stdout, child.stdin);
    this.exited = this.#exit.promise;
    child.on('error', (error) => this.#failed(error));
    child.once('exit', (code, signal) => this.#leaderGone(code, signal));
    void surroundings.log.drain(child.stderr);
  }

  /**
   * Throws `StartFailure` with the system's reason. On Windows most commands (`npx`, `uvx`) are scripts, which only cmd.exe can run: `cross-spawn`
   * escapes for it.
   */
  static async launch(name: string, settings: StdioLaunch, surroundings: ProcessSurroundings): Promise<ServerProcess> {
    const cwd = await workingFolder(name, settings, surroundings.work);
    surroundings.guardian.wake();
    const child = spawn(settings.command, settings.args, {
      cwd,
      env: { ...serverEnvironment(process.env, settings.env), [launchMark]: surroundings.guardian.expect() },
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Three pipes were asked for.
    }) as ChildProcessWithoutNullStreams;
    const { pid } = child;
    const failure: FailureOf = (error) => startFailure(name, settings.command, error);
    if (pid === undefined) throw failure(await spawnError(child));
    // In the same turn: a broker that is killed now must not leave the process behind.
    surroundings.guardian.watch(pid);
    surroundings.record.add(pid);
    surroundings.log.note(`started as process ${pid}`);
    return new ServerProcess(child, pid, surroundings, failure);
  }

  /** The specification's order (lifecycle, "Shutdown"): stdin ends, SIGTERM, SIGKILL, each to the whole group, with time between. */
  stop(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const { graceMs } = this.#surroundings;
    this.#child.stdin.end();
    if (!(await groupEndsWithin(this.pid, graceMs))) await endGroup(this.pid, graceMs);
    await Promise.race([this.exited, sleep(lastWordsMs)]);
    this.#exit.resolve({ clean: false, permanent: false, deed: 'could not be ended' });
    this.#forget();
  }

  /** On Windows a script runs in cmd.exe, which exits where there is none: then this is told instead of that. */
  #failed(error: Error): void {
    this.#surroundings.log.note(error.message);
    if (this.#child.exitCode === null) return;
    this.#exit.resolve({ clean: false, permanent: true, deed: 'could not be started', cause: this.#failure(error) });
    this.#leaderGone(this.#child.exitCode, null);
  }

  #leaderGone(code: number | null, signal: string | null): void {
    const deed = code === null ? `was ended by ${signal ?? 'a signal'}` : `exited with code ${code}`;
    this.#surroundings.log.note(deed);
    this.#exit.resolve({ clean: code === 0, permanent: code !== null && shellFailures.has(code), deed });
    // What the leader leaves behind has lost the one that would have ended it.
    this.#ending ??= endGroup(this.pid, this.#surroundings.graceMs).then(() => this.#forget());
  }

  #forget(): void {
    this.#surroundings.guardian.release(this.pid);
    this.#surroundings.record.remove(this.pid);
    // A process that left the group may still hold the pipe: that must not keep us.
    setTimeout(() => this.#child.stderr.destroy(), lastWordsMs);
  }
}

async function workingFolder(name: string, settings: StdioLaunch, work: string): Promise<string> {
  if (settings.cwd === null) {
    const own = join(work, name);
    await makePrivateFolder(own);
    return own;
  }
  const isFolder = await stat(settings.cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return settings.cwd;
  throw new StartFailure(`The working folder ${settings.cwd} of the server “${name}” does not exist: create it or correct cwd.`, true);
}

async function spawnError(child: ChildProcessWithoutNullStreams): Promise<NodeJS.ErrnoException> {
  // A child's 'error' event carries one system error.
  const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
  return error;
}

type FailureOf = (error: NodeJS.ErrnoException) => StartFailure;

function startFailure(name: string, command: string, error: NodeJS.ErrnoException): StartFailure {
  // The error itself holds all arguments, and they may be secrets.
  const cause = new Error(error.message);
  return new StartFailure(spawnSentence(name, command, error), error.code === 'ENOENT' || error.code === 'EACCES', { cause });
}

function spawnSentence(name: string, command: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT')
    return `The command ${command} of the server “${name}” was not found (ENOENT): install it or correct the command.`;
  if (error.code === 'EACCES')
    return `The command ${command} of the server “${name}” may not be executed (EACCES): make it executable or correct the command.`;
  return `The server “${name}” could not be started: ${error.message}.`;
}
