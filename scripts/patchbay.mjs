#!/usr/bin/env node
// Runs the `patchbay` command on Node 24 whatever Node the machine has: plain JavaScript that Node 20 can read.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli', 'main.js');

if (!existsSync(program)) {
  process.stderr.write('Patchbay is not built yet: run `npm run build` in its folder first.\n');
  process.exitCode = 1;
} else if (Number.parseInt(process.versions.node, 10) >= 24) {
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
} else {
  runOn(newerNode());
}

/** The binary that the npm package `node` brings. */
function newerNode() {
  const manifest = createRequire(import.meta.url).resolve('node/package.json');
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Runs the program there, passes signals on, and ends as it ends. */
function runOn(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`Patchbay needs Node 24 and could not start ${node} (${error.message}): run \`npm ci\` in its folder.\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
