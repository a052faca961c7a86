import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../contract/errors.ts';
import type { DirectoryEntry, ImportCandidate, ImportSource } from '../../contract/imports.ts';
import type { Server } from '../../contract/models.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { NewServer } from '../settings/edit-yaml.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { Bundle } from './bundle.ts';
import { draftOfBundle } from './bundle-manifest.ts';
import type { FoundDraft } from './documents.ts';
import type { Directory } from './directory.ts';
import type { Draft } from './draft.ts';
import { fillIn, secretsNeeded } from './fill-in.ts';
import { type Held, HeldCandidates, type Origin, type Together } from './held-candidates.ts';
import { draftsOfSettings } from './known-servers.ts';
import { isPatchbay } from './own-entry.ts';
import { prepared } from './prepare.ts';
import type { Surroundings } from './questions.ts';
import { readText } from './read-text.ts';
import type { Machine } from './risks.ts';
import { isSameServer } from './same-server.ts';
import { SecretNames, type SecretStore } from './secret-names.ts';

/** A file of an app or of another broker, with the servers in it as they stand there. */
export interface FoundSource {
  readonly id: string;
  readonly label: string;
  readonly path: string;
  readonly app: string | null;
  /** `file:line:column message`. */
  readonly fault: string | null;
  readonly servers: readonly FoundDraft[];
}

export interface ImportsParts {
  readonly servers: () => ReadonlyMap<string, ServerSettings>;
  readonly vault: SecretStore;
  /** Looks at the disk. */
  readonly sources: () => Promise<readonly FoundSource[]>;
  readonly directory: Directory;
  readonly surroundings: Surroundings;
  readonly machine: Machine;
  /** The folder that bundles are unpacked into. */
  readonly bundles: string;
  /** Adds a server whose command the person has seen. */
  readonly add: (name: string, server: NewServer) => Promise<Server>;
}

export interface Taking {
  readonly id: string;
  readonly name: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** Servers that could be added, wherever they come from, and adding them with their secrets in the vault. */
export class Imports {
  readonly #parts: ImportsParts;
  readonly #secretNames: SecretNames;
  readonly #held: HeldCandidates;

  constructor(parts: ImportsParts) {
    this.#parts = parts;
    this.#secretNames = new SecretNames(parts.vault);
    this.#held = new HeldCandidates(this.#secretNames, parts.machine);
  }

  /** What stands in the files of apps and of other brokers. Starts nothing. */
  async find(): Promise<ImportSource[]> {
    const [sources, together] = await Promise.all([this.#parts.sources(), this.#together()]);
    const found: ImportSource[] = [];
    for (const { servers, ...source } of sources) {
      const origin = { source: source.label, app: source.app };
      found.push({ ...source, candidates: await this.#hold(servers, origin, together) });
    }
    return found;
  }

  /** @throws NamedError `invalid_input` as `readText`. */
  async read(text: string): Promise<ImportCandidate[]> {
    const candidates = await this.#hold(readText(text), { source: 'pasted text', app: null }, await this.#together());
    if (candidates.length > 0) return candidates;
    throw new NamedError('invalid_input', 'This is the way into Patchbay itself: paste it into an app, not here.');
  }

  /** @throws NamedError `invalid_input` when it is no bundle, or none for this system. */
  async bundle(name: string, bytes: Buffer): Promise<ImportCandidate> {
    const { surroundings, machine, bundles } = this.#parts;
    const archive = Bundle.read(bytes);
    const folder = await archive.folderIn(bundles);
    const draft = draftOfBundle(archive.manifest, { folder, homeDirectory: surroundings.homeDirectory, platform: machine.platform });
    const signature = archive.isSigned ? 'It is signed; Patchbay doesn’t check by whom.' : 'It isn’t signed: nothing says who made it.';
    const ready = prepared({ draft: { ...draft, warnings: [signature, ...draft.warnings] }, inputs: [] }, surroundings);
    const origin = { source: `the bundle ${name}`, app: null };
    return this.#held.view(this.#held.hold(ready, await this.#together(), origin, { archive, folder }));
  }

  /** @throws NamedError `not_found`. */
  async fromDirectory(id: string): Promise<ImportCandidate> {
    const draft = await this.#parts.directory.draft(id);
    return this.#held.view(this.#held.hold(draft, await this.#together(), { source: 'the directory', app: null }));
  }

  searchDirectory(search: string, limit: number): Promise<DirectoryEntry[]> {
    return this.#parts.directory.search(search, limit);
  }

  /** Those of these candidates that still stand, unchanged, in the app's files where they were found; compared with what Patchbay has now. */
  async standing(ids: readonly string[]): Promise<ReadonlyMap<string, ImportCandidate>> {
    const [sources, { existing }] = await Promise.all([this.#parts.sources(), this.#together()]);
    const found = sources.flatMap(({ app, servers }) =>
      servers.map((server) => ({ app, draft: prepared(server, this.#parts.surroundings) })),
    );
    const standing = new Map<string, ImportCandidate>();
    for (const id of ids) {
      const held = this.#held.get(id);
      const isThere = found.some(({ app, draft }) => app === held?.origin.app && isDeepStrictEqual(draft, held?.draft));
      if (held === undefined || !isThere) continue;
      const duplicateOf = [...existing].find(([, server]) => isSameServer(server, held.draft))?.[0] ?? null;
      standing.set(id, { ...(await this.#held.view(held)), duplicateOf });
    }
    return standing;
  }

  /** What a candidate that is still held was called where it was found. */
  foundName(id: string): string | null {
    return this.#held.get(id)?.draft.name ?? null;
  }

  /** Adds them one after the other; one that fails leaves nothing behind and doesn't keep the others back. */
  async take(servers: readonly Taking[]): Promise<{ added: Server[]; failed: { name: string; message: string }[] }> {
    const added: Server[] = [];
    const failed: { name: string; message: string }[] = [];
    const taken = new Set<string>();
    for (const taking of servers) {
      const held = this.#held.get(taking.id);
      if (held !== undefined && taken.has(held.sameAs ?? held.id)) continue;
      try {
        if (held === undefined) throw new NamedError('not_found', 'This server was found too long ago: look for it again.');
        added.push(await this.#take(held, taking));
        taken.add(held.sameAs ?? held.id);
      } catch (error) {
        failed.push({
          name: taking.name,
          message: error instanceof NamedError ? error.message : `It could not be added: ${reasonOf(error)}.`,
        });
      }
    }
    return { added, failed };
  }

  async #take({ draft, bundle, id }: Held, { name, answers }: Taking): Promise<Server> {
    const { add, servers } = this.#parts;
    if (servers().has(name)) throw new NamedError('conflict', `There is already a server called ${name}. Choose another name.`);
    await using undo = new AsyncDisposableStack();
    const names = await this.#storeSecrets(name, draft, answers, undo);
    if (bundle !== null && (await bundle.archive.unpack(bundle.folder)))
      undo.defer(() => rm(bundle.folder, { recursive: true, force: true }));
    const server = fillIn(draft, answers, ({ value }) => names.get(value) ?? '');
    const made = await add(name, server).catch((error: unknown) => {
      // What stands in config.yaml by now names its secrets.
      if (servers().has(name)) undo.move();
      throw error;
    });
    undo.move();
    this.#held.forget(id);
    return made;
  }

  /** @returns the names by value. What is written newly is taken back by `undo`. */
  async #storeSecrets(
    server: string,
    draft: Draft,
    answers: Readonly<Record<string, string>>,
    undo: AsyncDisposableStack,
  ): Promise<ReadonlyMap<string, string>> {
    const { vault } = this.#parts;
    const names = new Map<string, string>();
    for (const { place, value } of secretsNeeded(draft, answers)) {
      const name = await this.#secretNames.nameOf(server, place, value);
      names.set(value, name);
      if (vault.names().includes(name)) continue;
      await vault.write(name, value);
      undo.defer(() => vault.remove(name));
    }
    return names;
  }

  async #hold(found: readonly FoundDraft[], origin: Origin, together: Together): Promise<ImportCandidate[]> {
    const views: ImportCandidate[] = [];
    for (const server of found) {
      if (isPatchbay(server.draft)) continue;
      const draft = prepared(server, this.#parts.surroundings);
      views.push(await this.#held.view(this.#held.hold(draft, together, origin)));
    }
    return views;
  }

  async #together(): Promise<Together> {
    return { existing: await draftsOfSettings(this.#parts.servers(), (name) => this.#parts.vault.read(name)), batch: [] };
  }
}
