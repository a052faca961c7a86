import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverEnvironment } from './server-environment.ts';

export interface GuardianProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** A guardian that ended sooner than this is started again only after as long, in milliseconds. */
const shortLifeMs = 1000;
/** For the guardian to end after the last server, in milliseconds; it has nothing left to do then. */
const farewellMs = 3000;

/** The broker's side of the guardian: one process for all servers, told about each in the same turn in which it was started. */
export class Guardian implements AsyncDisposable {
  readonly #program: GuardianProgram;
  readonly #log: (message: string, error?: unknown) => void;
  readonly #watched = new Set<number>();
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(program: GuardianProgram, log: (message: string, error?: unknown) => void) {
    this.#program = program;
    this.#log = log;
  }

  /** Starts the guardian unless it runs. To be called before the first server is started. */
  wake(): void {
    if (this.#child !== null || this.#disposed) return;
    clearTimeout(this.#restart);
    const child = spawn(this.#program.command, this.#program.args, {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: serverEnvironment(process.env, {}),
      windowsHide: true,
    });
    this.#child = child;
    this.#follow(child, performance.now());
    for (const leader of this.#watched) this.#tell(`watch ${leader}`);
  }

  /** Announces a server that is started in this same turn, and returns the mark for its environment. */
  expect(): string {
    const mark = randomUUID();
    this.#tell(`expect ${mark}`);
    return mark;
  }

  watch(leader: number): void {
    this.#watched.add(leader);
    this.#tell(`watch ${leader}`);
  }

  release(leader: number): void {
    this.#watched.delete(leader);
    this.#tell(`release ${leader}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null) return;
    const exited = once(child, 'exit');
    child.ref();
    child.stdin?.end();
    await Promise.race([exited, sleep(farewellMs, undefined, { ref: false })]);
  }

  /** A small write to an empty pipe is handed to the system before `write` returns. */
  #tell(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  #follow(child: ChildProcess, since: number): void {
    // The guardian must not keep a broker alive that has nothing else to do.
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    // That it cannot be written to any more is seen by its exit.
    child.stdin?.on('error', () => undefined);
    child.once('error', (error) => this.#missing(error));
    child.once('exit', () => this.#lost(since));
  }

  /** It is tried again with the next server. */
  #missing(error: Error): void {
    this.#child = null;
    this.#log('The guardian could not be started: servers may outlive Patchbay if it is killed.', error);
  }

  #lost(since: number): void {
    this.#child = null;
    if (this.#disposed || this.#watched.size === 0) return;
    this.#log('The guardian ended and is started again.');
    const delay = performance.now() - since < shortLifeMs ? shortLifeMs : 0;
    this.#restart = setTimeout(() => this.wake(), delay).unref();
  }
}
