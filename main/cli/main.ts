import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CommanderError } from 'commander';
import { homeAt, homeFolder } from '../lib/home.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { Output } from './output.ts';
import { patchbayProgram } from './program.ts';

/** This is dist/cli/main.js: the other programs lie beside its folder. */
const programs = join(import.meta.dirname, '..');

/** The `patchbay` command. What fails says so in one sentence on stderr; the exit codes are those of contracts.md. */
async function main(): Promise<void> {
  const errors = new Output(process.stdout, process.stderr, false);
  const program = patchbayProgram(version(), async (command, { home, json = false }) => {
    const code = await command({
      home: homeAt(homeFolder(home, process.env)),
      output: new Output(process.stdout, process.stderr, json),
      isJson: json,
      isTerminal: process.stdin.isTTY,
      environment: process.env,
      programs: programs,
      extension: extname(import.meta.filename),
    });
    if (code !== exitCodes.done) process.exitCode = code;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof CommanderError)) errors.say(error instanceof Error ? error.message : String(error));
  }
}

function version(): string {
  // Our own package.json: it has a version.
  return (JSON.parse(readFileSync(join(programs, '../package.json'), 'utf8')) as { version: string }).version;
}

// `patchbay audit | head`: who reads no further has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await main();
