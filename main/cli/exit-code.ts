import { CommanderError } from 'commander';
import { NamedError } from '../../contract/errors.ts';

/** contracts.md, "Commands": 0 done, 1 failed, 2 wrong input, 3 not running. */
export const exitCodes = { done: 0, failed: 1, wrongInput: 2, notRunning: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  if (!(error instanceof NamedError)) return exitCodes.failed;
  if (error.code === 'invalid_input') return exitCodes.wrongInput;
  return error.code === 'not_running' ? exitCodes.notRunning : exitCodes.failed;
}
