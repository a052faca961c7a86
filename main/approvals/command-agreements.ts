import { createHash } from 'node:crypto';
import type { AuthSettings, ServerSettings } from '../settings/settings.ts';
import type { TextOrSecret } from '../../contract/vault.ts';
import { isReference, shownAddress } from '../settings/references.ts';
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

/** What became of a server's command, for the log. Trusted: it stood in config.yaml at the very first start. Added: the person typed it. */
export interface AgreementEvent {
  readonly kind: 'server.trusted' | 'server.added' | 'server.asked' | 'server.agreed' | 'server.denied';
  readonly server: string;
  readonly settings: ServerSettings;
}

/**
 * What a person has agreed to run. A config.yaml that is there at the very first start counts as agreed; from then on a new or changed
 * command, whoever wrote it, waits for a yes (contracts.md, "config.yaml"; CVE-2025-54136: trust binds to content, not to a name).
 */
export class CommandAgreements {
  readonly #store: CommandAgreementStore;
  readonly #queue: ApprovalQueue;
  readonly #tell: (event: AgreementEvent) => void;
  /** Servers that the person is adding in this moment. */
  readonly #adding = new Set<string>();
  #open = new AbortController();
  #asked = new Map<string, string>();

  constructor(store: CommandAgreementStore, queue: ApprovalQueue, tell: (event: AgreementEvent) => void) {
    this.#store = store;
    this.#queue = queue;
    this.#tell = tell;
  }

  /** What a built-in server does is Patchbay's own; the folders that it may reach are agreed to like a command. */
  isAgreed(name: string, server: ServerSettings): boolean {
    return (
      (server.kind === 'builtin' && server.roots.length === 0 && unaskedTools(server).length === 0) ||
      this.#store.fingerprintOf(name) === commandFingerprint(server)
    );
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
    for (const [name, server] of servers) {
      if (this.isAgreed(name, server)) continue;
      if (this.#adding.has(name)) this.#agree(name, server, 'server.added');
      else if (fresh) this.#agree(name, server, 'server.trusted');
    }
    const unknown = [...servers].filter(([name, server]) => !this.isAgreed(name, server) && server.mode !== 'disabled');
    this.#withdrawUnlessSame(unknown);
    for (const [name, server] of unknown) void this.#ask(name, server);
  }

  #withdrawUnlessSame(unknown: readonly (readonly [string, ServerSettings])[]): void {
    const wanted = new Map(unknown.map(([name, server]) => [name, commandFingerprint(server)]));
    const same = [...this.#asked].every(([name, fingerprint]) => wanted.get(name) === fingerprint);
    if (same) return;
    this.#open.abort();
    this.#open = new AbortController();
    this.#asked = new Map();
  }

  async #ask(name: string, server: ServerSettings): Promise<void> {
    if (this.#asked.has(name)) return;
    this.#asked.set(name, commandFingerprint(server));
    this.#tell({ kind: 'server.asked', server: name, settings: server });
    const ending = await this.#queue.ask(questionOf(name, server), null, this.#open.signal);
    if (ending.kind !== 'answered') return;
    if (ending.answer === 'deny') {
      this.#tell({ kind: 'server.denied', server: name, settings: server });
      return;
    }
    this.#asked.delete(name);
    this.#agree(name, server, 'server.agreed');
  }

  #agree(name: string, server: ServerSettings, kind: AgreementEvent['kind']): void {
    this.#store.agree(name, commandFingerprint(server), new Date());
    this.#tell({ kind, server: name, settings: server });
  }
}

/** SHA-256 (hex) over everything that decides what is executed, and what of it without a question. */
export function commandFingerprint(server: ServerSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([...executedPart(server), unaskedTools(server)]))
    .digest('hex');
}

function executedPart(server: ServerSettings): unknown[] {
  if (server.kind === 'stdio') return [server.command, server.args.map(agreedText), sortedEntries(server.env), server.cwd];
  if (server.kind === 'http') {
    const executed = ['http', agreedText(server.url), sortedEntries(server.headers), server.transport];
    return server.auth === undefined ? executed : [...executed, server.auth];
  }
  return [server.builtin, server.roots];
}

/** Which secret goes there is agreed to, not what it is: a rotated token needs no new yes. */
function agreedText(value: TextOrSecret): unknown {
  return isReference(value) ? { secret: value.secret, prefix: value.prefix ?? '', suffix: value.suffix ?? '' } : value;
}

function sortedEntries(record: Readonly<Record<string, TextOrSecret>>): [string, unknown][] {
  return Object.entries(record)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, agreedText(value)]);
}

/** The tools that the settings let run without a question, whatever their names say. */
function unaskedTools(server: ServerSettings): string[] {
  return [...server.tools]
    .filter(([, { risk }]) => risk === 'read')
    .map(([name]) => name)
    .toSorted();
}

/** The values of a remote server's headers are secrets, whoever looks; which secret of the vault one of them is, is no secret. */
function askedPart(server: ServerSettings) {
  if (server.kind === 'stdio') return { command: server.command, args: server.args, env: server.env, cwd: server.cwd };
  if (server.kind === 'http') {
    const asked = { url: shownAddress(server.url), headers: askedHeaders(server.headers), transport: server.transport };
    return server.auth === undefined ? asked : { ...asked, auth: askedAuth(server.auth) };
  }
  return { builtin: server.builtin, roots: server.roots };
}

function askedHeaders(headers: Readonly<Record<string, TextOrSecret>>): unknown[] {
  return Object.entries(headers).map(([name, value]) => (isReference(value) ? { [name]: value } : name));
}

/** A secret is named, and one that is plain text is hidden. */
function askedAuth({ clientSecret, ...rest }: AuthSettings): object {
  return { ...rest, ...(clientSecret !== undefined && { clientSecret: isReference(clientSecret) ? clientSecret : '…' }) };
}

function questionOf(name: string, server: ServerSettings) {
  const asked = askedPart(server);
  const unasked = unaskedTools(server);
  return {
    kind: 'server',
    app: null,
    server: name,
    tool: null,
    argumentsText: readableJson(unasked.length > 0 ? { ...asked, 'runs without asking': unasked } : asked),
    claim: null,
    risk: null,
    riskReason: 'config.yaml says so, and you have not agreed to it yet',
    alwaysCovers: null,
  } as const;
}
