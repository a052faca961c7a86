import { NamedError } from '../../../contract/errors.ts';
import type { Invocation } from '../invocation.ts';

/** An agent that can run commands must not answer for the person: there has to be a terminal, with a person at it. */
export function requireTerminal({ isTerminal }: Invocation): void {
  if (isTerminal) return;
  throw new NamedError('invalid_input', 'An answer is only taken from a terminal: open one, run "patchbay approvals" there, then answer.');
}
