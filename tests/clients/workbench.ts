import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { z } from 'zod';
import { type KnownApp, knownApp } from '../../contract/known-apps.ts';
import { type AuditRecord, auditRecord } from '../../contract/models.ts';
import { BrokerProcess, connectApp, programs, serverProgram } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import type { Bench, RealClient } from './client.ts';
import { runClient } from './client-run.ts';
import { programOf } from './install.ts';
import type { ModelRequest } from './model/dialect.ts';
import { ModelStub } from './model/stub.ts';

/** What the model calls, and what comes back. */
export const wish = { server: 'everything', tool: 'everything_echo', arguments: { message: 'hello through Patchbay' } };
export const granted = 'Echo: hello through Patchbay';

const settings = `version: 1
servers:
  everything: { command: ${process.execPath}, args: [${serverProgram('everything')}] }
profiles: { default: { exposure: full } }
`;

interface Parts {
  readonly home: string;
  readonly model: ModelStub;
  readonly broker: BrokerProcess;
}

/** A person's computer in a throw-away folder: a home with the client's own file, a project, a running Patchbay with a server, a model. */
export class Workbench implements Bench, AsyncDisposable {
  readonly home: string;
  /** What the client told the model in its latest conversation. */
  requests: readonly ModelRequest[] = [];
  readonly #client: RealClient;
  readonly #parts: Parts;
  readonly #stack: AsyncDisposableStack;

  private constructor(client: RealClient, parts: Parts, stack: AsyncDisposableStack) {
    this.home = parts.home;
    this.#client = client;
    this.#parts = parts;
    this.#stack = stack;
  }

  static async open(client: RealClient): Promise<Workbench> {
    await using stack = new AsyncDisposableStack();
    const home = await realpath(await mkdtemp(join(tmpdir(), 'patchbay-client-')));
    stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
    for (const folder of ['project', 'tmp', 'patchbay']) await mkdir(join(home, folder), { mode: 0o700 });
    await writeFile(join(home, 'patchbay', 'config.yaml'), settings, { mode: 0o600 });
    const model = stack.use(await ModelStub.start(wish));
    const environment = { ...nothing(), ...cleanEnvironment(client, home) };
    const broker = stack.use(await BrokerProcess.start(join(home, 'patchbay'), programs.headless, environment));
    const bench = new Workbench(client, { home, model, broker }, stack.move());
    await bench.write(client.file, client.text(bench));
    await client.prepare?.(bench);
    // Some clients list tools once per session: Patchbay has to know them by then.
    await eventually(async () => expect(await bench.shownTools()).toContain(wish.tool));
    return bench;
  }

  get modelUrl(): string {
    return this.#parts.model.url;
  }

  /** Runs the client in the project, with nothing in its environment that isn't named here or in its description. */
  async run(args: readonly string[], also: { until?: Promise<unknown>; input?: string; answer?: RegExp } = {}): Promise<string> {
    const environment = { ...cleanEnvironment(this.#client, this.home), ...this.#client.environment(this) };
    return runClient({ program: programOf(this.#client), args, folder: join(this.home, 'project'), environment, ...also });
  }

  /** Runs the client until its conversation with the model is over. */
  async converse(args: readonly string[]): Promise<string> {
    const talk = this.#parts.model.begin();
    this.requests = talk.requests;
    return this.run(args, { until: talk.over });
  }

  /** Names of the tools in the latest conversation. */
  get offered(): string[] {
    return [...new Set(this.requests.flatMap(({ tools }) => tools.map(({ name }) => name)))];
  }

  /** The command line, as a person types it. Throws where it fails. */
  async patchbay(...args: string[]): Promise<string> {
    const env = { ...cleanEnvironment(this.#client, this.home), PATCHBAY_HOME: join(this.home, 'patchbay') };
    const { stdout } = await promisify(execFile)(process.execPath, [programs.cli, ...args], { env, cwd: join(this.home, 'project') });
    return stdout;
  }

  /** What Patchbay says about the client. */
  async app(): Promise<KnownApp | undefined> {
    const apps = z.array(knownApp).parse(JSON.parse(await this.patchbay('apps', '--json')));
    return apps.find(({ id }) => id === this.#client.app);
  }

  /** What the log says about the calls of this app. */
  async calls(): Promise<AuditRecord[]> {
    const found = await this.#parts.broker.api('audit.search', { app: this.#client.app });
    return z
      .object({ records: z.array(auditRecord) })
      .parse(found)
      .records.filter(({ kind }) => kind === 'call.outcome');
  }

  /** What an app is shown that can do nothing special. */
  async shownTools(): Promise<string[]> {
    await using app = await connectApp(join(this.home, 'patchbay'));
    return (await app.client.listTools()).tools.map(({ name }) => name);
  }

  async read(file: string): Promise<string> {
    return readFile(join(this.home, file), 'utf8');
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.home, file)), { recursive: true });
    await writeFile(join(this.home, file), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Takes away what this process was given: it could lead to the files of whoever runs the tests. */
function nothing(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
}

/** The client's own program is on the path, as after a global installation; Node is this one. */
function cleanEnvironment(client: RealClient, home: string): Record<string, string> {
  const path = [dirname(process.execPath), dirname(programOf(client)), '/usr/bin', '/bin'].join(delimiter);
  const plain = { TERM: 'dumb', NO_COLOR: '1', LANG: 'C.UTF-8' };
  // What isn't for this computer ends at a port where nobody listens.
  const offline = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1,localhost' };
  return { HOME: home, PATH: path, TMPDIR: join(home, 'tmp'), ...plain, ...offline };
}
