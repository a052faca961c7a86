import type { Log } from './log.ts';

/** The other end of a pipe or socket went away before its owner could listen for that. Nothing of ours is in doubt. */
const harmless = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_IPC_CHANNEL_CLOSED',
]);

/**
 * Logs what nobody caught. A rejected promise leaves the rest as it was, and so does a peer that went away; after any other exception
 * the state is unknown, so `stop` ends Patchbay in order (its shims start it again).
 */
export function catchProcessFaults(process: NodeJS.EventEmitter, log: Pick<Log, 'error'>, stop: () => void): void {
  process.on('unhandledRejection', (reason: unknown) => log.error('A promise was rejected and nobody listened', reason));
  process.on('uncaughtException', (error: unknown) => {
    log.error('An exception was caught by nobody', error);
    if (!isHarmless(error)) stop();
  });
}

function isHarmless(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && harmless.has(error.code);
}
