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
