import { setTimeout as sleep } from 'node:timers/promises';
import { NamedError } from '../../contract/errors.ts';
import type { ServerState } from '../../contract/models.ts';
import { type HoldUp, type ServerExit, StartFailure, StartHeldUp } from './launched-server.ts';
import { RestartPolicy } from './restart-policy.ts';
import type { ServerRun } from './server-run.ts';
import type { LiveConnection, UpstreamConnection, UpstreamStatus } from './upstream.ts';
import { waitFor } from './wait-for.ts';

/** `disabled` and `needs-approval` are up to a person. */
export type Permission = 'granted' | 'disabled' | 'needs-approval';

export interface ServerHooks {
  /** Takes secrets out of what the server or the system said. */
  redact(text: string): string;
  /** Brings one life of the server to where calls can be made. Throws `StartFailure`, or the signal's reason. */
  begin(signal: AbortSignal): Promise<ServerRun>;
  changed(): void;
  /** It may be out of reach for a while: no number of failures in a row means that it is broken. */
  readonly isRemote: boolean;
}

const never: Promise<void> = Promise.resolve();

const heldUpStates: Readonly<Record<HoldUp, ServerState>> = {
  vault_locked: 'needs-unlock',
  secret_missing: 'failed',
  sign_in_needed: 'needs-sign-in',
};
const waiting: readonly ServerState[] = Object.values(heldUpStates);

/** The states of one connection of a server, with its process: when it is started, what its end means, and when it may be started again. */
export class SupervisedServer {
  readonly #name: string;
  readonly #hooks: ServerHooks;
  readonly #restarts: RestartPolicy;
  #state: ServerState;
  #permission: Permission;
  #run: ServerRun | null = null;
  #starting: Promise<UpstreamConnection> | null = null;
  #stopping: Promise<void> | null = null;
  /** Aborts a start that is under way, and all who wait for it. */
  #life = new AbortController();
  /** Ends a back-off early. */
  #wake = new AbortController();
  /** What the next start waits for: the rest of the run before, and the back-off. */
  #past: Promise<void>;
  #backOff: Promise<void> = never;
  #startedAt: Date | null = null;
  #lastError: string | null = null;
  /** What the last start waited for; it may be tried again at any time. */
  #heldUp: HoldUp | null = null;
  #noiseLines = 0;

  /** `past`: the server that had this name before, until nothing of it is left. */
  constructor(name: string, permission: Permission, hooks: ServerHooks, past: Promise<void> = never) {
    this.#name = name;
    this.#hooks = hooks;
    this.#restarts = new RestartPolicy(() => performance.now(), Math.random, hooks.isRemote ? Infinity : undefined);
    this.#permission = permission;
    this.#state = restingState(permission);
    this.#past = past;
  }

  status(): UpstreamStatus {
    return {
      server: this.#name,
      state: this.#state,
      pid: this.#run?.pid ?? null,
      callsInFlight: this.#run?.connection.inFlight ?? 0,
      noiseLines: this.#noiseLines,
      startedAt: this.#startedAt,
      lastError: this.#lastError,
    };
  }

  /** While it can take requests. */
  get connection(): LiveConnection | null {
    return this.#state === 'running' && this.#run !== null ? this.#run.connection : null;
  }

  /** The start that is under way. */
  get starting(): Promise<unknown> | null {
    return this.#starting;
  }

  countNoise(): void {
    this.#noiseLines += 1;
  }

  /** Starts the server if need be; everybody who asks meanwhile shares the one start. Throws `upstream_failed`, or the signal's reason. */
  async connect(signal?: AbortSignal): Promise<UpstreamConnection> {
    if (this.connection !== null) return this.connection;
    this.#refuse();
    this.#starting ??= this.#start(this.#life.signal).finally(() => {
      this.#starting = null;
    });
    try {
      return await waitFor(this.#starting, signal);
    } catch (error) {
      throw isTimeout(error) ? this.#failure(`The server “${this.#name}” was not ready in time. ${this.#lastError ?? ''}`.trim()) : error;
    }
  }

  /** What held up its start does so no more. */
  release(heldUp: HoldUp): void {
    if (this.#heldUp !== heldUp) return;
    this.#heldUp = null;
    this.#become(restingState(this.#permission), null);
  }

  /** A person wants it: what happened before no longer counts. */
  forgive(): void {
    this.#heldUp = null;
    this.#restarts.reset();
    if (waiting.includes(this.#state)) this.#become(restingState(this.#permission));
    this.#wake.abort();
  }

  /** Resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  async permit(permission: Permission): Promise<void> {
    if (permission === this.#permission) return;
    this.#permission = permission;
    await this.stop();
    this.#become(restingState(permission));
  }

  async #start(life: AbortSignal): Promise<UpstreamConnection> {
    await this.#past;
    await this.#backOff;
    life.throwIfAborted();
    this.#refuse();
    this.#heldUp = null;
    this.#become('starting');
    const begun = performance.now();
    try {
      const run = await this.#hooks.begin(life);
      this.#adopt(run);
      return run.connection;
    } catch (error) {
      if (life.aborted) throw life.reason;
      throw this.#startFailed(error, performance.now() - begun);
    }
  }

  #adopt(run: ServerRun): void {
    this.#run = run;
    this.#startedAt = new Date();
    this.#lastError = null;
    this.#past = this.#follow(run, performance.now());
    this.#become('running');
  }

  async #follow(run: ServerRun, since: number): Promise<void> {
    await run.lost;
    const ranForMs = performance.now() - since;
    if (this.#state === 'running') this.#become('stopping');
    const exit = await run.ended;
    this.#run = null;
    this.#startedAt = null;
    if (this.#stopping === null) this.#endedByItself(exit, ranForMs);
  }

  #endedByItself(exit: ServerExit, ranForMs: number): void {
    const sentence = `The server “${this.#name}” ${exit.deed}.`;
    if (exit.clean) this.#become('stopped', sentence);
    else this.#crashed(sentence, ranForMs);
  }

  #startFailed(error: unknown, tookMs: number): NamedError {
    const failure =
      error instanceof StartFailure ? error : new StartFailure(`The server “${this.#name}” could not be started: ${String(error)}`, false);
    if (failure instanceof StartHeldUp) this.#heldUp = failure.code;
    if (failure.permanent) this.#become(this.#heldUp === null ? 'failed' : heldUpStates[this.#heldUp], failure.message);
    else this.#crashed(failure.message, tookMs);
    return this.#failure(this.#lastError ?? failure.message, error);
  }

  #crashed(sentence: string, ranForMs: number): void {
    const delayMs = this.#restarts.crashed(ranForMs);
    if (delayMs === null) {
      this.#become('failed', `${sentence} It keeps crashing: look at its log, mend it and start it again.`);
      return;
    }
    this.#become('backing-off', sentence);
    this.#wake = new AbortController();
    this.#backOff = this.#waitOut(delayMs, this.#wake.signal);
  }

  async #waitOut(delayMs: number, wake: AbortSignal): Promise<void> {
    // Woken early or not, it is over.
    await sleep(delayMs, undefined, { signal: wake }).catch(() => undefined);
    if (this.#state === 'backing-off') this.#become('stopped');
  }

  async #stop(): Promise<void> {
    this.#life.abort(this.#failure(`The server “${this.#name}” is being stopped: try again when it runs.`));
    this.#life = new AbortController();
    this.#wake.abort();
    const stopped = this.#run?.stop();
    if (this.#run !== null) this.#become('stopping');
    await this.#starting?.catch(() => undefined);
    await stopped;
    await this.#run?.stop();
    await this.#past;
    if (this.#state !== 'failed') this.#become(restingState(this.#permission));
  }

  #refuse(): void {
    if (this.#permission === 'disabled') throw this.#failure(`The server “${this.#name}” is disabled: enable it to use its tools.`);
    if (this.#permission === 'needs-approval')
      throw this.#failure(`What the server “${this.#name}” runs was changed: agree to it in Patchbay first.`);
    if (this.#stopping !== null) throw this.#failure(`The server “${this.#name}” is being stopped: try again when it runs.`);
    if (this.#state === 'failed' && this.#heldUp === null)
      throw this.#failure(this.#lastError ?? `The server “${this.#name}” has failed: start it again.`);
  }

  #failure(sentence: string, cause?: unknown): NamedError {
    return new NamedError(this.#heldUp ?? 'upstream_failed', sentence, { server: this.#name }, { cause });
  }

  #become(state: ServerState, lastError: string | null = this.#lastError): void {
    this.#lastError = lastError === null ? null : this.#hooks.redact(lastError);
    this.#state = state;
    this.#hooks.changed();
  }
}

function restingState(permission: Permission): ServerState {
  return permission === 'granted' ? 'stopped' : permission;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}
