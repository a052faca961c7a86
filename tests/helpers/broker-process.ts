import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const project = fileURLToPath(new URL('../../', import.meta.url));
export const programs = {
  headless: join(project, 'dist/headless/main.js'),
  shim: join(project, 'dist/shim/main.js'),
  cli: join(project, 'dist/cli/main.js'),
};

/** A program of an installed package, to be started with `process.execPath`. */
export function serverProgram(name: 'everything' | 'filesystem' | 'memory'): string {
  return join(project, `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`);
}

/** What headless Patchbay prints with `--json` when it is ready. */
export interface Ready {
  readonly url: string;
  readonly token: string;
  readonly socket: string;
  readonly pid: number;
  readonly home: string;
}

/** A throw-away home, removed at the end. */
export async function temporaryHome(config?: string): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-test-'));
  if (config !== undefined) await writeFile(join(folder, 'config.yaml'), config, { mode: 0o600 });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A real headless Patchbay as a process of its own. Disposal quits it in order. */
export class BrokerProcess implements AsyncDisposable {
  readonly ready: Ready;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, ready: Ready) {
    this.#process = process;
    this.ready = ready;
  }

  /** `program`: of another build than this one's. The keychain of whoever runs the tests is left alone. */
  static async start(home: string, program = programs.headless, environment: NodeJS.ProcessEnv = {}): Promise<BrokerProcess> {
    const env = { ...process.env, PATCHBAY_KEYCHAIN: 'off', ...environment };
    const child = spawn(process.execPath, [program, '--home', home, '--json'], { stdio: ['ignore', 'pipe', 'inherit'], env });
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`Patchbay ended with ${code}`))),
    ]);
    return new BrokerProcess(child, JSON.parse(String(line)) as Ready);
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exited;
  }

  /** One method of the contract over HTTP. */
  async api(method: string, input: unknown = {}): Promise<unknown> {
    const response = await fetch(new URL(`/api/${method}`, this.ready.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as { ok: boolean; value: unknown; failure: unknown };
    if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.failure)}`);
    return answer.value;
  }
}

/** An app: the SDK's client, connected through the real shim as the built-in client `cli`. */
export async function connectApp(
  home: string,
  environment: Record<string, string> = {},
): Promise<{ client: Client; transport: StdioClientTransport } & AsyncDisposable> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [programs.shim, '--app', 'cli'],
    env: { PATH: process.env['PATH'] ?? '', PATCHBAY_HOME: home, ...environment },
    stderr: 'inherit',
  });
  const client = new Client({ name: 'test-app', version: '1.0.0' });
  await client.connect(transport);
  return { client, transport, [Symbol.asyncDispose]: () => client.close() };
}

/** Text of a tool's answer. */
export function textOf(result: unknown): string {
  const { content } = result as { content: { type: string; text?: string }[] };
  return content.map((block) => block.text ?? '').join('');
}
