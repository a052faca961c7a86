import type { Home } from '../lib/home.ts';
import { connectOwner, type OwnerConnection } from './connections.ts';
import type { ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';

/** One run of the command line: where it works and how it speaks. */
export interface Invocation {
  readonly home: Home;
  readonly output: Output;
  readonly isJson: boolean;
  /** Whether a person sits at the terminal. */
  readonly isTerminal: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** The folder of all programs: `headless/main.js`, `electron/main.js`, `shim/main.js` lie below it. */
  readonly programs: string;
  /** `.js` as built; `.ts` where Node runs the sources. */
  readonly extension: string;
}

/** A command: does its work, says its result, and gives the exit code; what is thrown becomes one sentence. */
export type Command = (invocation: Invocation) => Promise<ExitCode>;

/** A command that needs a running Patchbay. */
export async function asOwner<Value>({ home }: Invocation, work: (client: OwnerConnection['client']) => Promise<Value>): Promise<Value> {
  await using connection = await connectOwner(home);
  return await work(connection.client);
}
