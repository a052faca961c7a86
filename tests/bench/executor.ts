import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HttpClient } from './http-client.ts';
import { residentMegabytes } from './memory.ts';
import { programOf, titleOf } from './peer-programs.ts';
import { everything } from './programs.ts';
import type { Target } from './target.ts';

const origin = 'http://localhost:4788';

/**
 * Executor runs programs that call tools, so one call is one small program. Adding a server pauses for a yes, which is given here
 * by its command `resume`; then the server needs a connection before it has tools.
 */
export async function startExecutor(): Promise<Target> {
  await using lifetime = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'));
  lifetime.defer(() => rm(folder, { recursive: true, force: true }));
  const executor = commandIn(folder);
  await executor('daemon', 'run');
  lifetime.defer(async () => void (await executor('daemon', 'stop')));
  await addServer(executor);
  const client = await HttpClient.connect(`${origin}/mcp`);
  lifetime.defer(() => client.close());
  const pid = await daemonIn(folder);
  const owned = lifetime.move();
  return {
    name: titleOf('executor'),
    link: 'HTTP',
    client,
    connect: () => HttpClient.connect(`${origin}/mcp`),
    echo: (message) => ({
      name: 'execute',
      arguments: { code: `return await tools.everything.org.main.echo(${JSON.stringify({ message })})` },
    }),
    memory: () => [{ name: 'all', megabytes: residentMegabytes(pid) }],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Command = (...args: readonly string[]) => Promise<string>;

/** The peer's command, with everything that it keeps in this folder. */
function commandIn(folder: string): Command {
  const env = { ...process.env, HOME: folder, EXECUTOR_DATA_DIR: folder };
  return async (...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [programOf('executor'), ...args], { cwd: folder, env, timeout: 60_000 });
    return stdout;
  };
}

async function addServer(executor: Command): Promise<void> {
  const server = { transport: 'stdio', name: 'Everything', command: process.execPath, args: everything, slug: 'everything' };
  const paused = await executor('call', 'executor', 'mcp', 'addServer', JSON.stringify(server));
  const execution = /"?executionId"?:\s*"?(\w+)/.exec(paused)?.[1];
  if (execution === undefined) throw new Error('it did not ask whether the server may be added');
  await executor('resume', '--execution-id', execution, '--base-url', origin, '--action', 'accept', '--content', '{}');
  await api('/api/connections', { owner: 'org', name: 'main', integration: 'everything', template: 'none', values: {} });
  await api('/api/connections/org/everything/main/refresh', {});
}

async function api(path: string, body: object): Promise<void> {
  const response = await fetch(new URL(path, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
}

async function daemonIn(folder: string): Promise<number> {
  // Written by this exact version; its shape was looked at.
  const { pid } = JSON.parse(await readFile(join(folder, 'server-control', 'server.json'), 'utf8')) as { pid: number };
  return pid;
}
