import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NamedError } from '../../contract/errors.ts';
import { isAppName, parseKey } from '../lib/handshake.ts';
import { homeAt, homeFolder } from '../lib/home.ts';
import { reasonOf } from '../lib/thrown.ts';
import { BrokerFinder, type Identity } from './broker-finder.ts';
import { type BrokerCommand, BrokerStart } from './broker-start.ts';
import { Relay } from './relay.ts';

/**
 * The program that an AI app starts: MCP on stdin and stdout, and nothing else on stdout. Ends with 0 when stdin ends, with 1 and one
 * sentence on stderr when Patchbay can't be reached or started, with 2 when it was started wrongly.
 */
async function main(): Promise<void> {
  const { home: folder, app } = readArguments();
  const home = homeAt(homeFolder(folder, process.env));
  const starter = new BrokerStart(home, headlessSibling(home.folder), process.env);
  const finder = new BrokerFinder(home, readIdentity(app), starter);
  const relay = new Relay({ input: process.stdin, output: process.stdout });
  await Promise.race([serveForever(finder, relay), relay.finished]);
  await relay.close();
}

async function serveForever(finder: BrokerFinder, relay: Relay): Promise<never> {
  let connection = await finder.first();
  for (;;) {
    await relay.serve(connection);
    connection = await finder.again(() => relay.brokerWasQuit());
  }
}

function readArguments(): { home: string | undefined; app: string } {
  try {
    const { values } = parseArgs({ options: { app: { type: 'string' }, home: { type: 'string' }, json: { type: 'boolean' } } });
    if (values.app !== undefined && isAppName(values.app)) return { home: values.home, app: values.app };
  } catch (error) {
    throw wrongStart(reasonOf(error));
  }
  throw wrongStart('--app NAME is missing or is not an app’s name');
}

function readIdentity(app: string): Identity {
  const text = process.env['PATCHBAY_APP_KEY'];
  if (text === undefined && app === 'cli') return { app, key: null };
  const key = parseKey(text ?? '');
  if (key === null)
    throw wrongStart(`PATCHBAY_APP_KEY is missing or damaged; run "patchbay connect ${app}" and paste the new entry into the app`);
  return { app, key };
}

/** Where no Patchbay has run yet, the one that this shim was built with. */
function headlessSibling(homeFolderPath: string): BrokerCommand {
  const program = new URL(`../headless/main${extname(import.meta.url)}`, import.meta.url);
  return { command: process.execPath, args: [fileURLToPath(program), '--home', homeFolderPath] };
}

function wrongStart(why: string): NamedError {
  return new NamedError('invalid_input', `The shim was started wrongly: ${why}.`);
}

function fail(error: unknown): never {
  const sentence = reasonOf(error);
  process.stderr.write(`${sentence}\n`);
  process.exit(error instanceof NamedError && error.code === 'invalid_input' ? 2 : 1);
}

main().then(() => process.exit(0), fail);
