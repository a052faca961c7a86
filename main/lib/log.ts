import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inspect } from 'node:util';
import electronLog from 'electron-log/node';

/** What a person reads when something went wrong. Never arguments, tokens or keys. */
export interface Log {
  info(message: string): void;
  warn(message: string, error?: unknown): void;
  error(message: string, error?: unknown): void;
  /** From now on everything is written as this returns it. */
  redactWith(redact: (text: string) => string): void;
}

const megabytes = 1024 * 1024;

/** Writes to `file` (0600 in a 0700 folder), which is moved to `<name>.old.log` at 5 MB. Nothing goes to stdout or stderr. */
export function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const logger = electronLog.create({ logId: file });
  logger.transports.console.level = false;
  logger.transports.file.resolvePathFn = () => file;
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  logger.transports.file.maxSize = 5 * megabytes;
  let safe = (text: string): string => text;
  const sayable = (message: string, error: unknown): string => safe(error === undefined ? message : `${message} ${inspect(error)}`);
  return {
    info: (message) => logger.info(safe(message)),
    warn: (message, error) => logger.warn(sayable(message, error)),
    error: (message, error) => logger.error(sayable(message, error)),
    redactWith: (redact) => {
      safe = redact;
    },
  };
}
