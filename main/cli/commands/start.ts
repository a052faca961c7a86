import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NamedError } from '../../../contract/errors.ts';
import { chooseShell, findElectron } from '../choose-shell.ts';
import { exitCodes, type ExitCode } from '../exit-code.ts';
import type { Command, Invocation } from '../invocation.ts';

export interface StartOptions {
  readonly headless?: boolean;
  readonly port?: string;
  readonly demo?: boolean;
}

/** Runs Patchbay until it is stopped. */
export function start({ headless = false, port, demo = false }: StartOptions): Command {
  return async (invocation) => {
    if (demo)
      throw new NamedError('invalid_input', 'This version has no demo: start without --demo; a fresh home has the memory server to try.');
    const { environment } = invocation;
    const shell = chooseShell(headless || port !== undefined, {
      platform: process.platform,
      environment,
      electron: findElectron(environment),
    });
    if (!headless) invocation.output.say(`Patchbay starts ${shell.kind === 'desktop' ? 'on the desktop' : 'headless'}, ${shell.why}.`);
    return shell.kind === 'desktop'
      ? runDesktop(invocation, shell.electron)
      : runHere(invocation, 'headless', headlessArguments(invocation, port));
  };
}

/** The shim, as wired apps start it. */
export function shim(app: string): Command {
  return (invocation) => runHere(invocation, 'shim', ['--app', app, '--home', invocation.home.folder]);
}

function headlessArguments({ home, isJson }: Invocation, port: string | undefined): string[] {
  return ['--home', home.folder, ...(port === undefined ? [] : ['--port', port]), ...(isJson ? ['--json'] : [])];
}

/** Becomes the sibling program, so that one process remains: it reads the arguments as if it had been started with them. */
async function runHere({ programs, extension }: Invocation, program: string, args: readonly string[]): Promise<ExitCode> {
  const path = join(programs, program, `main${extension}`);
  process.argv = [process.execPath, path, ...args];
  await import(/* @vite-ignore */ pathToFileURL(path).href);
  return exitCodes.done;
}

/** Electron is a runtime of its own; this process waits for it and hands it the signals. */
async function runDesktop({ home, programs }: Invocation, electron: string): Promise<ExitCode> {
  const child = spawn(electron, [join(programs, 'electron/main.js'), '--home', home.folder], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code === 0 ? exitCodes.done : exitCodes.failed;
}
