import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that speaks lines on its standard input and output. Disposal closes its input, and kills it when that isn't enough. */
export class StdioChild implements AsyncDisposable {
  readonly #process: ChildProcess;

  constructor({ command, args, env }: Command, onLine: (line: string) => void) {
    this.#process = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    // Writing to a program that has just ended is answered by its end.
    this.#process.stdin?.on('error', () => undefined);
    if (this.#process.stdout === null) throw new Error('The program has no standard output.');
    createInterface({ input: this.#process.stdout }).on('line', (line) => line.trim() !== '' && onLine(line));
  }

  /** Writes a message as one line. Line ends between its values become spaces: within a string JSON has none. */
  send(message: string): void {
    this.#process.stdin?.write(`${message.replaceAll(/[\r\n]/g, ' ')}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.stdin?.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(timer);
  }
}
