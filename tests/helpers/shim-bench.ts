import { type ChildProcess, type ChildProcessWithoutNullStreams as Shim, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect } from 'vitest';
import { readEndpoint } from '../../main/lib/endpoint.ts';
import { createHome, type Home, homeAt, homeFolder } from '../../main/lib/home.ts';
import { programs } from './broker-process.ts';
import { eventually } from './eventually.ts';
import { processesWith } from './processes.ts';

export const hostProgram = fileURLToPath(new URL('../fixtures/programs/broker-host.ts', import.meta.url));

/** A home with a broker host and shims; everything that was started in it ends with it. */
export class ShimBench implements AsyncDisposable {
  readonly home: Home;
  readonly #children: ChildProcess[] = [];
  readonly #clients: Client[] = [];

  private constructor(home: Home) {
    this.home = home;
  }

  static async create(): Promise<ShimBench> {
    const home = homeAt(homeFolder(await mkdtemp(join(tmpdir(), 'patchbay-shim-')), {}));
    await createHome(home);
    return new ShimBench(home);
  }

  /** Starts a broker host and waits until it can be reached. */
  async startHost(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [hostProgram, this.home.folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.#children.push(child);
    await eventually(async () => {
      const endpoint = await readEndpoint(this.home);
      if (endpoint?.pid !== child.pid) throw new Error('the host does not answer yet');
    });
    return child;
  }

  /** A shim as a bare process, for what no well-behaved client does. */
  startShim(environment: NodeJS.ProcessEnv = {}, app = 'cli'): Shim {
    const child = spawn(process.execPath, [programs.shim, '--app', app, '--home', this.home.folder], {
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], ...environment },
    });
    this.#children.push(child);
    return child;
  }

  /** The v1 SDK's client over a shim. */
  async connect(prepare: (client: Client) => void = () => undefined): Promise<Client> {
    const client = new Client({ name: 'test-app', version: '1' }, { capabilities: { roots: { listChanged: true } } });
    this.#clients.push(client);
    prepare(client);
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [programs.shim, '--app', 'cli', '--home', this.home.folder],
        stderr: 'inherit',
      }),
    );
    return client;
  }

  /** The lines of one of the host's notes. */
  async notes(name: string): Promise<string[]> {
    const text = await readFile(join(this.home.folder, name), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all(this.#children.map(endChild));
    await eventually(() => {
      const detached = processesWith('PATCHBAY_HOME', this.home.folder);
      for (const pid of detached) endProcess(pid);
      expect(detached).toEqual([]);
    });
    await rm(this.home.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

export async function endChild(child: ChildProcess): Promise<void> {
  // What nobody reads would keep its pipe open.
  for (const stream of child.stdio) stream?.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A process that a shim started in the background. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** How a shim ended, and all that it said. */
export async function endOf(shim: Shim): Promise<{ code: number | null; sentence: string; stdout: string }> {
  const [said, written] = [shim.stderr, shim.stdout].map(textOf);
  const [code] = await once(shim, 'close');
  return { code, sentence: said?.() ?? '', stdout: written?.() ?? '' };
}

function textOf(stream: NodeJS.ReadableStream | undefined): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Every line that the shim writes, parsed. */
export function framesOf(shim: Shim): Record<string, unknown>[] {
  const frames: Record<string, unknown>[] = [];
  createInterface({ input: shim.stdout }).on('line', (line) => frames.push(JSON.parse(line)));
  return frames;
}

export function request(id: number, method: string, params: object = {}): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
}
