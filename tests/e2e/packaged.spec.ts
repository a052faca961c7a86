import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from '@playwright/test';
import { BrokerProcess, temporaryHome } from '../helpers/broker-process.ts';
import { findElectron, noElectron } from './electron-binary.ts';
import { type PackagedPatchbay, packagePatchbay } from './packaged.ts';

const electron = process.platform === 'linux' ? findElectron() : null;
test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.skip(electron === null, process.platform === 'linux' ? noElectron : 'Packaging is tried on Linux.');

const ends = new AsyncDisposableStack();
let patchbay: PackagedPatchbay;

test.beforeAll(async () => {
  if (electron !== null) patchbay = ends.use(await packagePatchbay(electron, { fuses: true }));
});
test.afterAll(() => ends.disposeAsync());

test(`the fuses of the package (Electron ${electron?.version ?? '(none)'}) are those that electron-builder.yml names`, async () => {
  const wire = await getCurrentFuseWire(patchbay.program);
  const states = {
    runAsNode: wire[FuseV1Options.RunAsNode],
    cookieEncryption: wire[FuseV1Options.EnableCookieEncryption],
    nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
    fileProtocol: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
  };
  expect(states).toEqual({
    runAsNode: FuseState.DISABLE,
    cookieEncryption: FuseState.ENABLE,
    nodeOptions: FuseState.DISABLE,
    inspect: FuseState.DISABLE,
    asarIntegrity: FuseState.ENABLE,
    onlyAsar: FuseState.ENABLE,
    fileProtocol: FuseState.DISABLE,
  });
});

test('the package holds the native code of its own platform and no other', async () => {
  const files = await readdir(patchbay.resources, { recursive: true });
  const native = files.filter((file) => file.endsWith('.node') && file.includes('prebuilds'));
  const modules = 'app.asar.unpacked/node_modules';
  const platform = `linux-${process.arch}`;
  expect(native.toSorted()).toEqual([
    `${modules}/better-sqlite3/prebuilds/${platform}.node`,
    `programs/node_modules/keytar/prebuilds/${platform}/keytar.node`,
  ]);
  expect(files.filter((file) => file.startsWith('programs/') && file.endsWith('.js')).toSorted()).toEqual([
    'programs/guardian/main.js',
    'programs/keychain/main.js',
    'programs/node_modules/keytar/lib/keytar.js',
    'programs/shim/main.js',
    'programs/token-counter/main.js',
  ]);
});

test('the installed program starts, serves an app and ends in order; nothing turns it into another program', async () => {
  await using running = new AsyncDisposableStack();
  const home = running.use(await temporaryHome()).folder;
  const trap = join(home, 'trapped');
  const environment = {
    ...process.env,
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: `--require=${trap}.cjs`,
    XDG_CONFIG_HOME: join(home, 'desktop-config'),
  };
  const options = ['--no-sandbox', '--inspect=0', '--hidden', '--home', home];
  const program = spawn(patchbay.program, options, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  running.defer(async () => void (await ended(program, 'SIGKILL')));
  let said = '';
  program.stderr.on('data', (chunk) => (said += String(chunk)));
  await expect.poll(() => existsSync(join(home, 'run/endpoint.json')), { timeout: 20_000 }).toBe(true);
  expect(said).not.toContain('Debugger listening');
  expect(JSON.parse(await readFile(join(home, 'run/endpoint.json'), 'utf8'))).toMatchObject({
    pid: program.pid,
    start: { command: patchbay.program, args: ['--hidden', '--home', home] },
  });

  const app = new Client({ name: 'test-app', version: '1.0.0' });
  const shim = join(patchbay.resources, 'bin/patchbay-shim');
  await app.connect(new StdioClientTransport({ command: shim, args: ['--app', 'cli'], env: { PATCHBAY_HOME: home }, stderr: 'inherit' }));
  expect((await app.listTools()).tools).toHaveLength(4);
  await app.close();

  expect(await ended(program, 'SIGTERM')).toBe(0);
  expect(existsSync(join(home, 'run/endpoint.json'))).toBe(false);
  expect(processesOf(patchbay.program)).toEqual([]);
});

test('a start by a shim ends quietly when headless Patchbay serves the home', async () => {
  await using running = new AsyncDisposableStack();
  const home = running.use(await temporaryHome()).folder;
  const broker = running.use(await BrokerProcess.start(home));
  const program = spawn(patchbay.program, ['--no-sandbox', '--hidden', '--home', home], { stdio: 'ignore' });
  running.defer(async () => void (await ended(program, 'SIGKILL')));
  expect((await once(program, 'exit'))[0]).toBe(0);
  expect(await broker.api('status.get')).toMatchObject({ mode: 'headless' });
});

async function ended(program: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (program.exitCode !== null || program.signalCode !== null) return program.exitCode;
  const exited = once(program, 'exit');
  program.kill(signal);
  return (await exited)[0];
}

/** Whatever still runs from this package: the program itself, its renderers, its Node. */
function processesOf(program: string): string[] {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes(join(program, '..')));
}
