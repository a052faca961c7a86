import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startExecutor } from './executor.ts';
import { HttpClient } from './http-client.ts';
import type { McpClient } from './mcp-client.ts';
import { descendantsOf, residentMegabytes } from './memory.ts';
import { programOf, titleOf, type PeerName } from './peer-programs.ts';
import { everything } from './programs.ts';
import { SseClient } from './sse-client.ts';
import type { ProcessMemory, Target } from './target.ts';

interface Peer {
  readonly name: PeerName;
  readonly link: Target['link'];
  /** The peer's own command line, with a folder that it may write to. */
  readonly args: (folder: string) => readonly string[];
  readonly connect: () => Promise<McpClient>;
  readonly echo: (message: string) => object;
}

const calling = (name: string) => (message: string) => ({ name, arguments: { message } });

/** Commands as each peer's own documents give them. Each runs one server and keeps a session with it. */
const peers: readonly Peer[] = [
  {
    name: 'mcp-proxy',
    link: 'HTTP',
    args: () => ['--port', '4101', '--host', '127.0.0.1', '--server', 'stream', '--', process.execPath, ...everything],
    connect: () => HttpClient.connect('http://127.0.0.1:4101/mcp'),
    echo: calling('echo'),
  },
  {
    name: 'supergateway',
    link: 'HTTP',
    args: () => [
      ...['--stdio', [process.execPath, ...everything].map((word) => JSON.stringify(word)).join(' ')],
      ...['--outputTransport', 'streamableHttp', '--stateful', '--port', '4102'],
    ],
    connect: () => HttpClient.connect('http://127.0.0.1:4102/mcp'),
    echo: calling('echo'),
  },
  {
    name: 'mcp-hub',
    link: 'SSE',
    args: (folder) => ['--port', '4103', '--config', join(folder, 'hub.json')],
    connect: () => SseClient.connect('http://127.0.0.1:4103/mcp'),
    echo: calling('everything__echo'),
  },
];

/** All peers, running; those that could not be started come as one sentence each. */
export async function startPeers(lifetime: AsyncDisposableStack): Promise<{ targets: Target[]; missing: string[] }> {
  const starts = [
    ...peers.map((peer) => ({ name: peer.name, start: () => startPeer(peer) })),
    { name: 'executor' as const, start: startExecutor },
  ];
  const targets: Target[] = [];
  const missing: string[] = [];
  for (const { name, start } of starts) {
    try {
      targets.push(lifetime.use(await start()));
    } catch (error) {
      missing.push(`${titleOf(name)} could not be measured: ${String(error)}`);
    }
  }
  return { targets, missing };
}

async function startPeer(peer: Peer): Promise<Target> {
  await using lifetime = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-'));
  lifetime.defer(() => rm(folder, { recursive: true, force: true }));
  const [command, ...args] = [process.execPath, ...everything];
  await writeFile(join(folder, 'hub.json'), JSON.stringify({ mcpServers: { everything: { command, args } } }));
  const child = spawn(process.execPath, [programOf(peer.name), ...peer.args(folder)], { cwd: folder, stdio: 'ignore' });
  lifetime.defer(() => end(child));
  const client = await patiently(peer.connect);
  lifetime.defer(() => client.close());
  const owned = lifetime.move();
  return {
    name: titleOf(peer.name),
    link: peer.link,
    client,
    connect: peer.connect,
    echo: peer.echo,
    memory: () => memoryOf(child),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Everything that the peer runs except the measured server, as one number. */
function memoryOf(child: ChildProcess): ProcessMemory[] {
  const own = descendantsOf(child.pid ?? 0).filter(({ command }) => !command.includes('server-everything'));
  const pids = [child.pid ?? 0, ...own.map(({ pid }) => pid)];
  return [{ name: 'all', megabytes: pids.map(residentMegabytes).reduce((total, megabytes) => total + megabytes, 0) }];
}

/** Tries until the peer listens, for half a minute. */
async function patiently(connect: () => Promise<McpClient>): Promise<McpClient> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(250);
    }
  }
}

/** The peer, and what it would leave behind. */
async function end(child: ChildProcess): Promise<void> {
  const below = descendantsOf(child.pid ?? 0);
  const exited = once(child, 'exit');
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await Promise.race([exited, sleep(3000)]);
  child.kill('SIGKILL');
  for (const { pid } of below) killIfAlive(pid);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
