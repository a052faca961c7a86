import { NamedError } from '../../../contract/errors.ts';
import { type Position, positionAt } from './position.ts';

/** Why an app's file can't be read or changed, and where. Line and column count from 1; the sentence says what to do. */
export class ConfigFault extends NamedError {
  readonly line: number;
  readonly column: number;

  constructor({ line, column }: Position, message: string) {
    super('invalid_input', message, { line, column });
    this.line = line;
    this.column = column;
  }
}

/** @param offset in UTF-16 units of `text`. */
export function faultAt(text: string, offset: number, message: string): ConfigFault {
  return new ConfigFault(positionAt(text, offset), message);
}

export const tooDeep = 'The file is nested too deeply to be read.';
