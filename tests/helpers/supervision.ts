import { mkdtemp, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltinServerSettings, ServerSettings, StdioServerSettings } from '../../main/settings/settings.ts';
import { EraVerdicts } from '../../main/upstreams/era-verdicts.ts';
import { executedPart } from '../../main/upstreams/executed-part.ts';
import type { SupervisionLimits } from '../../main/upstreams/server-starter.ts';
import type { AccessTo } from '../../main/upstreams/http/remote-server.ts';
import { Supervisor } from '../../main/upstreams/supervisor.ts';
import type { Caller, ServerAsk } from '../../main/protocol/caller.ts';
import type { UpstreamConnection, UpstreamStatus } from '../../main/upstreams/upstream.ts';
import type { Channel } from '../../main/wire/channel.ts';
import type { JsonObject } from '../../main/wire/frame.ts';
import { serverProgram } from './broker-process.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
export const guardianProgram = { command: process.execPath, args: [join(project, 'dist/guardian/main.js')] };
const oddServerProgram = join(project, 'tests/fixtures/servers/odd-server.mjs');

export function stdioServer(
  command: string,
  args: StdioServerSettings['args'],
  changes: Partial<StdioServerSettings> = {},
): StdioServerSettings {
  return { kind: 'stdio', command, args, env: {}, cwd: null, mode: 'shared', timeoutMs: 10_000, tools: new Map(), ...changes };
}

/** See `tests/fixtures/servers/odd-server.mjs` for what it can do. */
export function oddServer(mode = 'plain', file = '', changes: Partial<StdioServerSettings> = {}): StdioServerSettings {
  return stdioServer(process.execPath, [oddServerProgram, mode, file], changes);
}

/** The odd server below a shell, as wrappers like npx start theirs. `$SERVER` in the script runs it. */
export function oddServerIn(script: string, mode = 'plain'): StdioServerSettings {
  return stdioServer('sh', ['-c', script], { env: { SERVER: `${process.execPath} ${oddServerProgram} ${mode}` } });
}

/** See `tests/fixtures/servers/asking-server.mjs`. */
export function askingServer(file = '', changes: Partial<StdioServerSettings> = {}): StdioServerSettings {
  return stdioServer(process.execPath, [join(project, 'tests/fixtures/servers/asking-server.mjs'), file], changes);
}

/** See `tests/fixtures/servers/modern-server.mjs`. */
export function modernServer(mode = 'plain', file = '', changes: Partial<StdioServerSettings> = {}): StdioServerSettings {
  return stdioServer(process.execPath, [join(project, 'tests/fixtures/servers/modern-server.mjs'), mode, file], changes);
}

/** See `tests/fixtures/servers/picky-server.mjs`. */
export function pickyServer(how: string, file: string): StdioServerSettings {
  return stdioServer(process.execPath, [join(project, 'tests/fixtures/servers/picky-server.mjs'), how, file]);
}

/** One of the servers that the project behind MCP publishes. */
export function referenceServer(name: 'everything' | 'memory'): StdioServerSettings {
  const program = serverProgram(name);
  return stdioServer(process.execPath, name === 'everything' ? [program, 'stdio'] : [program]);
}

export interface SupervisionOptions {
  readonly limits?: Partial<SupervisionLimits>;
  ready?(connection: UpstreamConnection): Promise<void>;
  openBuiltin?(name: string, settings: BuiltinServerSettings): Channel;
  askPerson?(ask: ServerAsk, signal: AbortSignal): Promise<JsonObject>;
  readSecret?(name: string): Promise<string | null>;
  readonly accessTo?: AccessTo;
}

/** A supervisor over a temporary folder. Its disposal fails if a process of one of its servers is left. */
export class Supervision implements AsyncDisposable {
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly logged: string[] = [];
  readonly eras = new Map<string, string>();
  readonly #eraStore = {
    get: (key: string) => this.eras.get(key) ?? null,
    set: (key: string, value: string) => void this.eras.set(key, value),
  };
  readonly #pids = new Set<number>();

  private constructor(folder: string, { limits = {}, ready, openBuiltin, askPerson, readSecret, accessTo }: SupervisionOptions) {
    this.folder = folder;
    this.supervisor = new Supervisor({
      logs: join(folder, 'logs'),
      work: join(folder, 'work'),
      record: join(folder, 'run/upstreams.json'),
      guardian: guardianProgram,
      clientInfo: { name: 'patchbay', version: '0.0.0' },
      limits,
      eras: this.#eraStore,
      openBuiltin: openBuiltin ?? (() => Promise.reject(new Error('no built-in servers here')) as never),
      readSecret: readSecret ?? (() => Promise.resolve(null)),
      ready: ready ?? (() => Promise.resolve()),
      ...(askPerson && { askPerson }),
      ...(accessTo && { accessTo }),
      log: (message) => this.logged.push(message),
    });
    this.supervisor.changed.subscribe(() => this.#remember());
  }

  static async open(options: SupervisionOptions = {}): Promise<Supervision> {
    return new Supervision(await mkdtemp(join(tmpdir(), 'patchbay-upstreams-')), options);
  }

  async apply(servers: Readonly<Record<string, ServerSettings>>, allowed: (name: string) => boolean = () => true): Promise<void> {
    await this.supervisor.apply(new Map(Object.entries(servers)), allowed);
  }

  /** The same with servers that were seen to be legacy: none is started once more only to find that out. */
  async applyLegacy(servers: Readonly<Record<string, ServerSettings>>): Promise<void> {
    const verdicts = new EraVerdicts(this.#eraStore);
    for (const [name, settings] of Object.entries(servers)) verdicts.prove(name, executedPart(settings), 'legacy');
    await this.apply(servers);
  }

  status(server: string): UpstreamStatus {
    const status = this.supervisor.statuses().find((found) => found.server === server);
    if (status === undefined) throw new Error(`${server} is not supervised`);
    return status;
  }

  /** Text of a tool's answer. */
  async call(server: string, name: string, args: Readonly<Record<string, string | number>> = {}): Promise<string> {
    const connection = await this.supervisor.connect(server);
    const { content } = (await connection.request('tools/call', { name, arguments: args })) as { content?: { text: string }[] };
    return content?.[0]?.text ?? '';
  }

  /** What a tool of the asking server answers an app: JSON. */
  async ask(server: string, caller: Caller, name: string, args: JsonObject = {}): Promise<unknown> {
    const connection = await this.supervisor.connect(server, { caller });
    const { content } = await connection.request('tools/call', { name, arguments: args }, { caller });
    // The asking server answers nothing but texts.
    return JSON.parse((content as unknown as { text: string }[])[0]?.text ?? 'null');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.supervisor[Symbol.asyncDispose]();
    const left = [...this.#pids].flatMap((pid) => groupMembers(pid));
    await rm(this.folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`Processes were left: ${left.join(', ')}`);
  }

  #remember(): void {
    for (const { pid } of this.supervisor.statuses()) if (pid !== null) this.#pids.add(pid);
  }
}

/** Living processes of a group, read from the system and not from what is tested. */
export function groupMembers(leader: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isLivingMember(pid, leader));
}

function isLivingMember(pid: number, leader: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(group) === leader && state !== 'Z';
  } catch {
    // It ended meanwhile.
    return false;
  }
}
