import type { KnownApp } from '../../contract/known-apps.ts';
import { driftOf, type FoundDrift, serverKey, type WiredFile } from './app-drift.ts';
import { type AppLook, lookAt } from './app-look.ts';
import type { Launch } from './entry-for.ts';
import type { GuardMemory } from './guard/guard-memory.ts';
import type { Client } from './known/client.ts';
import { knownClients } from './known/clients.ts';
import type { Disk, Machine } from './machine.ts';
import { knownAppView } from './known-app-view.ts';
import type { Wiring } from './wiring/wiring.ts';

export interface KnownAppsParts {
  readonly machine: Machine;
  readonly disk: Disk;
  readonly wiring: Pick<Wiring, 'wired' | 'backups'>;
  readonly memory: GuardMemory;
  /** How its entry starts Patchbay today; null for an app without a key. */
  readonly launch: (app: string) => Promise<Launch | null>;
  readonly connectedSessions: (app: string) => number;
  /** ISO 8601, UTC. */
  readonly lastSeenAt: (app: string) => string | null;
  readonly guard: (app: string) => KnownApp['guard'];
  /** Text without its secrets. */
  readonly redact: (text: string) => string;
}

/** An app and what is wrong with its files, as of now. */
export interface Looked {
  readonly look: AppLook;
  readonly wired: readonly WiredFile[];
  readonly found: readonly FoundDrift[];
}

/** Every app that Patchbay knows, as it stands on this computer. Looks at the disk each time and changes nothing. */
export class KnownApps {
  readonly #parts: KnownAppsParts;

  constructor(parts: KnownAppsParts) {
    this.#parts = parts;
  }

  /** Those on this computer first. */
  async list(): Promise<KnownApp[]> {
    const views = await Promise.all(knownClients.map((client) => this.view(client)));
    return views.toSorted((one, other) => Number(one.state === 'not-installed') - Number(other.state === 'not-installed'));
  }

  async view(client: Client): Promise<KnownApp> {
    const { id } = client;
    const looked = await this.look(client);
    const guard = this.#parts.guard(id);
    return knownAppView({
      ...looked,
      drift: guard === 'off' ? [] : this.#drift(id, looked.found),
      guard,
      connectedSessions: this.#parts.connectedSessions(id),
      lastSeenAt: this.#parts.lastSeenAt(id),
      backups: (await this.#parts.wiring.backups(id)).length,
      redact: this.#parts.redact,
    });
  }

  async look(client: Client): Promise<Looked> {
    const { machine, disk, memory } = this.#parts;
    const wired = await this.#standing(client.id);
    const projects = [...new Set(wired.flatMap(({ project }) => project ?? []))];
    const seen = this.#parts.lastSeenAt(client.id);
    const hasCome = seen !== null && wired.every(({ at }) => at <= seen);
    const look = await lookAt(client, { machine, disk, projects, hasCome });
    const launch = (await this.#parts.launch(client.id)) ?? { command: '', args: [], env: {} };
    const expected = { wired, launch, knownServers: memory.knownServers(client.id), goodFiles: memory.goodFiles(client.id) };
    return { look, wired, found: look.isInstalled ? driftOf(look, expected) : [] };
  }

  async wired(app: string): Promise<WiredFile[]> {
    const records = await this.#parts.wiring.wired(app);
    return records.map(({ path, scope, within, at, entry }) => ({ path, project: scope === 'project' ? within : null, at, entry }));
  }

  /** A project that was deleted took its file along, and nobody misses that. */
  async #standing(app: string): Promise<WiredFile[]> {
    const wired = await this.wired(app);
    const isThere = await Promise.all(wired.map(async ({ project }) => project === null || this.#parts.disk.exists(project)));
    return wired.filter((_, index) => isThere[index]);
  }

  /** What is found now; since when, as the guard remembers it. */
  #drift(app: string, found: readonly FoundDrift[]): KnownApp['drift'] {
    const remembered = this.#parts.memory.drift(app);
    return found.map((drift) => {
      const old = remembered.find(({ kind, path }) => kind === drift.kind && path === drift.path);
      return { since: new Date().toISOString(), leftAlone: false, ...old, ...drift };
    });
  }
}

/** Names of the other servers in a wired file, as the guard remembers them. */
export function serversBeside({ files }: AppLook, path: string): string[] {
  return files.filter(({ file }) => file.path === path).flatMap(({ servers }) => servers.map(serverKey));
}
