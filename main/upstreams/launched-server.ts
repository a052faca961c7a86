import { type ErrorCode, NamedError } from '../../contract/errors.ts';
import type { Channel } from '../wire/channel.ts';

/** A server that was started and may not be ready yet: a process, or a built-in one at the other end of a linked channel. */
export interface LaunchedServer {
  readonly channel: Channel;
  readonly pid: number | null;
  /** Resolves as soon as it has ended, by itself or not. */
  readonly exited: Promise<ServerExit>;
  /** Ends it, and all that it started. Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

export interface ServerExit {
  /** It ended in order. */
  readonly clean: boolean;
  /** Trying again cannot help. */
  readonly permanent: boolean;
  /** What the server did, to follow its name: `exited with code 1`. */
  readonly deed: string;
  /** Why, where that is known. */
  readonly cause?: Error;
}

/** A server could not be started. The message is one sentence for a person. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** Trying again cannot help before the settings, or the machine, are changed. */
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.permanent = permanent;
  }
}

/** The vault doesn't give what the server needs, or nobody is signed in there. It may be tried again at any time; trying costs nothing. */
export class StartHeldUp extends StartFailure {
  readonly code: HoldUp;

  constructor(code: HoldUp, message: string, options?: ErrorOptions) {
    super(message, true, options);
    this.code = code;
  }

  /** What a connection failed of, where the person can help; null where it was something else. */
  static behind(error: unknown): StartHeldUp | null {
    if (!(error instanceof Error)) return null;
    const isHeldUp = error instanceof NamedError && (error.code === 'vault_locked' || error.code === 'sign_in_needed');
    return isHeldUp ? new StartHeldUp(error.code, error.message, { cause: error }) : StartHeldUp.behind(error.cause);
  }

  /** Null where it was something else that went wrong. `need` begins the sentence, which goes on with why not. */
  static of(error: unknown, need: string): StartHeldUp | null {
    if (!(error instanceof NamedError) || error.code !== 'vault_locked') return null;
    return new StartHeldUp(error.code, `${need}. ${error.message}`, { cause: error });
  }
}

export type HoldUp = Extract<ErrorCode, 'vault_locked' | 'secret_missing' | 'sign_in_needed'>;
