import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NamedError } from '../../contract/errors.ts';
import { compose } from '../compose.ts';
import { readEndpoint } from '../lib/endpoint.ts';
import { createHome, type Home, homeAt, homeFolder } from '../lib/home.ts';
import { lockHolder } from '../lib/instance-lock.ts';
import { type Log, openLog } from '../lib/log.ts';
import { catchProcessFaults } from '../lib/process-faults.ts';
import { reasonOf } from '../lib/thrown.ts';
import { WindowServer } from './http.ts';
import { type Options, optionsOf } from './options.ts';
import { addressWithToken, alreadyRunningLine, readyLine, type Whereabouts } from './ready-line.ts';
import { stopOnSignals } from './stop-signals.ts';
import { keepToken, keptToken } from './token-file.ts';
import { WindowToken } from './token.ts';

/** The folder of all built programs: this one is dist/headless/main.js. */
const dist = join(import.meta.dirname, '..');

/** Starts the broker and its window on HTTP. `lifetime` gets everything that has to be ended. */
async function start({ port }: Options, home: Home, log: Log, lifetime: AsyncDisposableStack): Promise<Whereabouts> {
  const server = lifetime.use(await listen(port));
  const address = server.address;
  const programs = { folder: dist, node: process.execPath, start: startAgain(home) };
  const broker = lifetime.use(await compose({ home, mode: 'headless', version: version(), programs, log, url: address }));
  // The second time, so that the window closes before the broker behind it.
  lifetime.use(server);
  const token = new WindowToken();
  lifetime.use(await keepToken(home, token.value));
  const report = (method: string, error: unknown): void => log.error(`${method} failed`, error);
  server.serve({ broker, token, renderer: join(dist, 'renderer'), report });
  log.info(`Patchbay ${version()} is ready at ${address}`);
  const { socket } = await broker.api['status.get']({});
  return { url: addressWithToken(address, token.value), token: token.value, socket, pid: process.pid, home: home.folder };
}

async function listen(port: number): Promise<WindowServer> {
  try {
    return await WindowServer.listen(port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new NamedError(
      'conflict',
      `Port ${port} can't be used (${String(error.code)}): choose another with --port, or leave it out for a free one.`,
    );
  }
}

function startAgain(home: Home): { command: string; args: string[] } {
  return { command: process.execPath, args: [join(dist, 'headless/main.js'), '--home', home.folder, '--quiet'] };
}

function version(): string {
  // Our own package.json: it has a version.
  return (JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as { version: string }).version;
}

/** The Patchbay that already serves this home, if there is one. */
async function running(home: Home): Promise<Whereabouts | null> {
  const pid = await lockHolder(home);
  if (pid === null) return null;
  const [endpoint, token] = await Promise.all([readEndpoint(home), keptToken(home)]);
  const isHeadless = endpoint?.url !== undefined && token !== null;
  const url = isHeadless ? addressWithToken(endpoint.url, token) : null;
  return { url, token: isHeadless ? token : null, socket: endpoint?.socket ?? home.socket, pid, home: home.folder };
}

async function run(options: Options): Promise<void> {
  const print = (line: string): void => void (options.quiet || process.stdout.write(`${line}\n`));
  const home = homeAt(homeFolder(options.home, process.env));
  const other = await running(home);
  if (other !== null) return print(alreadyRunningLine(other, options.json));

  // Before the log: a folder that is somebody else's gets nothing, and a new one holds nothing yet when it is looked at.
  await createHome(home);
  const log = openLog(join(home.logs, 'patchbay.log'));
  const lifetime = new AsyncDisposableStack();
  const stop = stopOnSignals(process, {
    stop: () => lifetime.disposeAsync(),
    exit: (code) => process.exit(code),
    warn: (sentence) => log.warn(sentence),
  });
  catchProcessFaults(process, log, () => stop(1));
  try {
    print(readyLine(await start(options, home, log, lifetime), options.json));
  } catch (error) {
    log.error('Patchbay could not start', error);
    await lifetime.disposeAsync();
    const winner = await running(home);
    if (winner === null || winner.pid === process.pid) throw error;
    // Somebody else started one in the meantime.
    print(alreadyRunningLine(winner, options.json));
    process.exit(0);
  }
}

try {
  await run(optionsOf(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(error instanceof NamedError && error.code === 'invalid_input' ? 2 : 1);
}
