/** Whoever is told to stop ends everything that was started first, but doesn't wait for it longer than this. */
const stopWithinMs = 10_000;

export interface Stopping {
  /** Ends everything. */
  readonly stop: () => Promise<void>;
  readonly exit: (code: number) => void;
  readonly warn: (sentence: string) => void;
}

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an orderly stop with exit code 0; a second signal, or a stop that takes longer than 10 s, forces
 * the end. Returns the same stop for faults, with their own exit code.
 */
export function stopOnSignals(process: NodeJS.Process, { stop, exit, warn }: Stopping): (code: number) => void {
  let stopping = false;
  const begin = (code: number): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      warn(`Not everything ended within ${stopWithinMs} ms`);
      exit(code);
    }, stopWithinMs).unref();
    stop().then(
      () => exit(code),
      (error: unknown) => {
        warn(`Stopping failed: ${String(error)}`);
        exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (stopping ? exit(1) : begin(0)));
  }
  return begin;
}
