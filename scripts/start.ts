import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chooseShell, findElectron } from '../main/cli/choose-shell.ts';
import { isFresh } from './freshness.ts';
import { installed, root, run } from './run.ts';

const commandLine = join(root, 'dist', 'cli', 'main.js');

/** Builds in a process of its own: what a build needs would stay in memory as long as Patchbay runs. */
async function buildIfStale(): Promise<boolean> {
  if (await isFresh()) return true;
  process.stderr.write('Building Patchbay (once, and after each change).\n');
  return (await run(process.execPath, [join('scripts', 'build.ts')])) === 0;
}

/** Electron's binary is no part of its npm package; it is fetched where there is a desktop to show it on. */
async function fetchElectronIfWanted(wantsHeadless: boolean): Promise<void> {
  const surroundings = { platform: process.platform, environment: process.env };
  const shell = chooseShell(wantsHeadless, { ...surroundings, electron: 'any' });
  if (shell.kind === 'headless' || findElectron(process.env) !== null) return;
  process.stderr.write('Fetching the Electron binary (once).\n');
  if ((await run(installed('install-electron'), [])) !== 0) process.stderr.write('The Electron binary could not be fetched.\n');
}

/** npm hands a signal only to the shell between it and this process, which ends without passing it on: its end is the signal. */
function stopWithNpm(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

const given = process.argv.slice(2);
if (await buildIfStale()) {
  await fetchElectronIfWanted(given.includes('--headless'));
  if (process.env['npm_lifecycle_event'] === 'start') stopWithNpm();
  process.argv = [process.execPath, commandLine, 'start', ...given];
  await import(pathToFileURL(commandLine).href);
} else {
  process.stderr.write('Patchbay could not be built, so it does not start; the lines above say why.\n');
  process.exitCode = 1;
}
