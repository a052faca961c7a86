import type { App, Event } from 'electron';
import type { Log } from '../lib/log.ts';

/** Whoever quits, however: everything that was started is ended first, but not waited for longer than this. */
const quitWithinMs = 10_000;

/** Makes `app.quit()`, the system's log-off and signals end `lifetime` before the process goes. A second signal forces the end. */
export function quitInOrder(app: App, lifetime: AsyncDisposable, log: Log): void {
  let ending = false;
  const end = async (): Promise<void> => {
    const tooLate = new Promise<'too late'>((resolve) => setTimeout(resolve, quitWithinMs, 'too late'));
    const outcome = await Promise.race([lifetime[Symbol.asyncDispose](), tooLate]).catch((error: unknown) =>
      log.error('Quitting failed', error),
    );
    if (outcome === 'too late') log.warn(`Not everything ended within ${quitWithinMs} ms`);
    app.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (ending ? app.exit(1) : app.quit()));
  }
  app.on('before-quit', (event: Event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    void end();
  });
}
