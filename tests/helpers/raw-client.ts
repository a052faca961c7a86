import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

type Json = Record<string, unknown>;

/** How a server, or a shim, is started. */
export interface Program {
  readonly command: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
}

/** A client that writes and reads lines, so that it sees everything as it is; what it is asked it answers from a table. */
export class RawClient implements AsyncDisposable {
  /** Every message that came, in order. */
  readonly heard: Json[] = [];
  readonly process: ChildProcessWithoutNullStreams;
  readonly #answers: Readonly<Record<string, unknown>>;
  readonly #waiting = new Map<unknown, (answer: Json) => void>();

  /** `answers`: results by method. */
  constructor({ command, args, env }: Program, answers: Readonly<Record<string, unknown>> = {}) {
    this.#answers = answers;
    this.process = spawn(command, args, { stdio: 'pipe', env: { PATH: process.env['PATH'] ?? '', ...env } });
    this.process.stderr.pipe(process.stderr);
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#hear(JSON.parse(line) as Json));
  }

  send(message: Json): void {
    this.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  /** The answer, whole. */
  async request(id: string | number, method: string, params: Json = {}): Promise<Json> {
    const { promise, resolve } = Promise.withResolvers<Json>();
    this.#waiting.set(id, resolve);
    this.send({ id, method, params });
    return promise;
  }

  async hello(capabilities: Json = {}): Promise<Json> {
    const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'raw', version: '1' } };
    const answer = await this.request('hello', 'initialize', params);
    this.send({ method: 'notifications/initialized' });
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.stdin.end();
    await exited;
  }

  #hear(message: Json): void {
    this.heard.push(message);
    const { id, method } = message;
    if (method === undefined) this.#waiting.get(id)?.(message);
    if (id === undefined || typeof method !== 'string') return;
    const result = this.#answers[method];
    this.send(result === undefined ? { id, error: { code: -32601, message: 'Method not found' } } : { id, result });
  }
}
