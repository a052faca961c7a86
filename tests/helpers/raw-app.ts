import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AppEntry } from '../../contract/models.ts';
import { type BrokerProcess, programs } from './broker-process.ts';
import { eventually } from './eventually.ts';

export interface Answer {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: { progressToken?: unknown; progress?: number };
  readonly result?: { isError?: boolean; content?: { text: string }[] };
  readonly error?: { code: number; message: string; data?: { code?: string } };
}

/** An app that writes lines as they are to a real shim. */
export class RawApp implements AsyncDisposable {
  readonly shim: ChildProcess;
  /** Everything that the app was sent, in order. */
  readonly answers: Answer[] = [];
  /** The same, byte for byte. */
  readonly lines: string[] = [];

  private constructor(home: string, app: string, env: Record<string, string>) {
    this.shim = spawn(process.execPath, [programs.shim, '--app', app], {
      env: { PATH: process.env['PATH'], PATCHBAY_HOME: home, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (this.shim.stdout === null) throw new Error('The shim has no stdout.');
    createInterface({ input: this.shim.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.answers.push(JSON.parse(line) as Answer);
    });
  }

  /** An app that hasn't said anything yet. */
  static start(home: string): RawApp {
    return new RawApp(home, 'cli', {});
  }

  /** The same, under a name and key of its own. */
  static async startAs(broker: BrokerProcess, app: string): Promise<RawApp> {
    const { env } = (await broker.api('apps.connect', { app })) as AppEntry;
    return new RawApp(broker.ready.home, app, env);
  }

  /** An app that has said hello. */
  static async connect(home: string): Promise<RawApp> {
    const app = RawApp.start(home);
    await app.request(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } });
    app.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
    return app;
  }

  send(line: string): void {
    this.shim.stdin?.write(`${line}\n`);
  }

  answer(id: unknown): Promise<Answer> {
    return eventually(() => {
      const answer = this.answers.find((candidate) => candidate.id === id);
      if (answer === undefined) throw new Error(`No answer to ${String(id)} yet.`);
      return answer;
    });
  }

  async request(id: number, method: string, params: unknown): Promise<Answer> {
    this.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.answer(id);
  }

  /** A request of the modern era by an app that can do this. */
  async askModern(id: number, method: string, params: object, capabilities: object = {}): Promise<Answer> {
    const names = 'io.modelcontextprotocol/';
    const _meta = { [`${names}protocolVersion`]: '2026-07-28', [`${names}clientCapabilities`]: capabilities };
    return this.request(id, method, { ...params, _meta: { ..._meta, [`${names}clientInfo`]: { name: 'raw', version: '1' } } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.shim.exitCode !== null || this.shim.signalCode !== null) return;
    const exited = once(this.shim, 'exit');
    this.shim.stdin?.end();
    await exited;
  }
}
