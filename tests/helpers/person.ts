import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KnownApp, WiringPlan } from '../../contract/known-apps.ts';
import type { StdioWay } from '../../main/clients/servers-in.ts';
import { BrokerProcess, programs } from './broker-process.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A person with a home directory of their own, apps in it, and a Patchbay that runs there. */
export class Person implements AsyncDisposable {
  readonly home: string;
  readonly patchbayHome: string;
  #broker: BrokerProcess | undefined;

  private constructor(home: string) {
    this.home = home;
    this.patchbayHome = join(home, 'patchbay');
  }

  /** @param files below the home directory. */
  static async with(files: Readonly<Record<string, string>>): Promise<Person> {
    const person = new Person(await mkdtemp(join(tmpdir(), 'patchbay-person-')));
    for (const [path, text] of Object.entries(files)) await person.write(path, text);
    await person.startPatchbay();
    return person;
  }

  get broker(): BrokerProcess {
    if (this.#broker === undefined) throw new Error('Patchbay is not running.');
    return this.#broker;
  }

  async startPatchbay(): Promise<void> {
    this.#broker = await BrokerProcess.start(this.patchbayHome, programs.headless, this.#environment());
  }

  async stopPatchbay(): Promise<void> {
    await this.broker[Symbol.asyncDispose]();
    this.#broker = undefined;
  }

  path(path: string): string {
    return join(this.home, path);
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8');
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true });
    await writeFile(this.path(path), text);
  }

  /** The built command. */
  patchbay(...words: string[]): Promise<Run> {
    const options = { env: this.#environment() };
    return new Promise((resolve) => {
      execFile(process.execPath, [programs.cli, '--home', this.patchbayHome, ...words], options, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  }

  async app(id: string): Promise<KnownApp> {
    const apps = (await this.broker.api('apps.known')) as KnownApp[];
    const app = apps.find((candidate) => candidate.id === id);
    if (app === undefined) throw new Error(`There is no ${id}.`);
    return app;
  }

  /** One click. */
  async change(input: Readonly<Record<string, unknown>>): Promise<KnownApp> {
    const plan = (await this.broker.api('apps.plan', input)) as WiringPlan;
    return (await this.broker.api('apps.apply', { plan: plan.id })) as KnownApp;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#broker !== undefined) await this.stopPatchbay();
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Nothing of the test's own leads to other files than the person's. */
  #environment(): Record<string, string> {
    const elsewhere = [
      'XDG_CONFIG_HOME',
      'XDG_DATA_HOME',
      'CLAUDE_CONFIG_DIR',
      'CODEX_HOME',
      'GEMINI_CLI_HOME',
      'OPENCODE_CONFIG',
      'AMP_SETTINGS_FILE',
    ];
    return { ...Object.fromEntries(elsewhere.map((name) => [name, ''])), PATH: process.env['PATH'] ?? '', HOME: this.home };
  }
}

/** An app that starts exactly what stands in its file, in an environment of nothing else, and asks for the tools. */
export async function startAsWritten({ command, args, env }: StdioWay): Promise<{ tools: string[]; leave: () => Promise<void> }> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (id: number, method: string, params: object): Promise<Record<string, unknown>> => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const { value } = await lines.next();
    return (JSON.parse(String(value)) as { result: Record<string, unknown> }).result;
  };
  await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'an-app', version: '1' } });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  const { tools } = (await ask(2, 'tools/list', {})) as { tools: { name: string }[] };
  const leave = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  return { tools: tools.map(({ name }) => name), leave };
}
