import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { type Answer, introduce, type McpClient, type Message, PendingRequests } from './mcp-client.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** MCP over a child's stdin and stdout, one JSON object per line. */
export class LineClient implements McpClient {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #pending = new PendingRequests();
  #rest = '';

  private constructor({ command, args, environment }: Program) {
    this.#child = spawn(command, [...args], { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdout.setEncoding('utf8');
    this.#child.stdout.on('data', (text: string) => this.#read(text));
    this.#child.on('error', (error) => this.#pending.fail(error));
    this.#child.on('exit', (code) => this.#pending.fail(new Error(`${command} ended with ${code}`)));
  }

  /** Starts the program and says hello. */
  static async connect(program: Program): Promise<LineClient> {
    const client = new LineClient(program);
    await introduce(client);
    return client;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  request(method: string, params: object): Promise<Answer> {
    return this.#pending.send((id) => this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`));
  }

  async notify(method: string): Promise<void> {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method })}\n`);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await exited;
    clearTimeout(impatient);
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      // What arrives is the answer of a server under measurement; its shape was looked at by hand.
      if (line.startsWith('{')) this.#pending.settle(JSON.parse(line) as Message);
    }
  }
}
