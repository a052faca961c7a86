import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { programs } from './broker-process.ts';

export interface CommandRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command, as a script runs it, with something on its stdin. */
export async function patchbay(home: string, words: readonly string[], input = ''): Promise<CommandRun> {
  const child = spawn(process.execPath, [programs.cli, '--home', home, ...words]);
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: typeof code === 'number' ? code : null, out, err };
}
