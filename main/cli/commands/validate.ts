import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { NamedError } from '../../../contract/errors.ts';
import { type Fault, formatFault } from '../../settings/fault.ts';
import { parseSettings } from '../../settings/parse-settings.ts';
import { exitCodes } from '../exit-code.ts';
import type { Command } from '../invocation.ts';

/** Needs no running Patchbay. */
export function validate(given: string | undefined): Command {
  return async ({ home, output }) => {
    const file = given ?? home.config;
    const faults = await faultsIn(file);
    const isValid = faults.length === 0;
    output.result({ file, valid: isValid, faults }, () => (isValid ? [`${file} is valid.`] : faults.map(formatFault)));
    return isValid ? exitCodes.done : exitCodes.wrongInput;
  };
}

async function faultsIn(file: string): Promise<readonly Fault[]> {
  const parsed = parseSettings(await readText(file), file, homedir());
  return 'faults' in parsed ? parsed.faults : [];
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NamedError(
      'invalid_input',
      `${file} can't be read (${reason}): name another file, or run "patchbay start" to get a fresh one.`,
    );
  }
}
