import { createHash } from 'node:crypto';
import type { ServerSettings, StdioServerSettings } from '../settings/settings.ts';
import type { ApprovalQueue } from './approval-queue.ts';
import { readableJson } from './readable.ts';

/** Implemented by `store/`. */
export interface CommandAgreementStore {
  /** True until `markUsed`: a home that has not run yet. */
  isFresh(): boolean;
  markUsed(): void;
  fingerprintOf(server: string): string | null;
  agree(server: string, fingerprint: string, at: Date): void;
}

/**
 * What a person has agreed to run. A config.yaml that is there at the very first start counts as agreed; from then on a new or changed
 * command, whoever wrote it, waits for a yes (contracts.md, "config.yaml"; CVE-2025-54136: trust binds to content, not to a name).
 */
export class CommandAgreements {
  readonly #store: CommandAgreementStore;
  readonly #queue: ApprovalQueue;
  readonly #agreed: (server: string) => void;
  /** Servers that the person is adding in this moment. */
  readonly #adding = new Set<string>();
  #open = new AbortController();
  #asked = new Map<string, string>();

  constructor(store: CommandAgreementStore, queue: ApprovalQueue, agreed: (server: string) => void) {
    this.#store = store;
    this.#queue = queue;
    this.#agreed = agreed;
  }

  isAgreed(name: string, server: ServerSettings): boolean {
    return server.kind === 'builtin' || this.#store.fingerprintOf(name) === commandFingerprint(server);
  }

  /** What the person adds has been seen by them: its command counts as agreed to when it appears in the settings. */
  async whileAdding(name: string, add: () => Promise<void>): Promise<void> {
    this.#adding.add(name);
    try {
      await add();
    } finally {
      this.#adding.delete(name);
    }
  }

  /** At the first start everything is agreed to; later, every command that isn't becomes a question. Questions about former settings end. */
  review(servers: ReadonlyMap<string, ServerSettings>): void {
    const fresh = this.#store.isFresh();
    this.#store.markUsed();
    for (const [name, server] of servers) if (fresh || this.#adding.has(name)) this.#agree(name, server);
    const unknown = [...servers].filter(([name, server]) => !this.isAgreed(name, server) && server.mode !== 'disabled');
    this.#withdrawUnlessSame(unknown);
    for (const [name, server] of unknown) if (server.kind === 'stdio') void this.#ask(name, server);
  }

  #withdrawUnlessSame(unknown: readonly (readonly [string, ServerSettings])[]): void {
    const wanted = new Map(unknown.map(([name, server]) => [name, commandFingerprint(server)]));
    const same = [...this.#asked].every(([name, fingerprint]) => wanted.get(name) === fingerprint);
    if (same) return;
    this.#open.abort();
    this.#open = new AbortController();
    this.#asked = new Map();
  }

  async #ask(name: string, server: StdioServerSettings): Promise<void> {
    if (this.#asked.has(name)) return;
    this.#asked.set(name, commandFingerprint(server));
    const ending = await this.#queue.ask(questionOf(name, server), null, this.#open.signal);
    if (ending.kind !== 'answered' || ending.answer === 'deny') return;
    this.#asked.delete(name);
    this.#agree(name, server);
    this.#agreed(name);
  }

  #agree(name: string, server: ServerSettings): void {
    this.#store.agree(name, commandFingerprint(server), new Date());
  }
}

/** SHA-256 (hex) over everything that decides what is executed. */
export function commandFingerprint(server: ServerSettings): string {
  const executed =
    server.kind === 'stdio'
      ? [server.command, server.args, Object.entries(server.env).toSorted(([a], [b]) => (a < b ? -1 : 1)), server.cwd]
      : [server.builtin, server.roots];
  return createHash('sha256').update(JSON.stringify(executed)).digest('hex');
}

function questionOf(name: string, server: StdioServerSettings) {
  return {
    kind: 'server',
    app: null,
    server: name,
    tool: null,
    argumentsText: readableJson({ command: server.command, args: server.args, env: server.env, cwd: server.cwd }),
    claim: null,
    risk: null,
    riskReason: 'config.yaml names a command that you have not agreed to run',
    alwaysCovers: null,
  } as const;
}
