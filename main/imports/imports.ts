import { isDeepStrictEqual } from 'node:util';
import { NamedError } from '../../contract/errors.ts';
import type { DirectoryEntry, ImportCandidate, ImportSource } from '../../contract/imports.ts';
import { Bundle } from './bundle.ts';
import { draftOfBundle } from './bundle-manifest.ts';
import type { FoundDraft } from './documents.ts';
import type { Directory } from './directory.ts';
import { HeldCandidates, type Origin, sameAmong, type Together } from './held-candidates.ts';
import { draftsOfSettings } from './known-servers.ts';
import { isPatchbay } from './own-entry.ts';
import { prepared } from './prepare.ts';
import type { Surroundings } from './questions.ts';
import { readText } from './read-text.ts';
import type { Machine } from './risks.ts';
import { SecretNames } from './secret-names.ts';
import { ServerTaker, type Taken, type TakerParts, type Taking } from './server-taker.ts';

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

export interface ImportsParts extends TakerParts {
  /** Looks at the disk. */
  readonly sources: () => Promise<readonly FoundSource[]>;
  readonly directory: Directory;
  readonly surroundings: Surroundings;
  readonly machine: Machine;
  /** The folder that bundles are unpacked into. */
  readonly bundles: string;
}

/** Servers that could be added, wherever they come from, and adding them with their secrets in the vault. */
export class Imports {
  readonly #parts: ImportsParts;
  readonly #held: HeldCandidates;
  readonly #taker: ServerTaker;

  constructor(parts: ImportsParts) {
    const names = new SecretNames(parts.vault);
    this.#parts = parts;
    this.#held = new HeldCandidates(names, parts.machine);
    this.#taker = new ServerTaker(parts, names, this.#held);
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
      standing.set(id, { ...(await this.#held.view(held)), duplicateOf: sameAmong(existing, held.draft) });
    }
    return standing;
  }

  /** What a candidate that is still held was called where it was found. */
  foundName(id: string): string | null {
    return this.#held.get(id)?.draft.name ?? null;
  }

  /** As `ServerTaker.take`. */
  take(servers: readonly Taking[]): ReturnType<ServerTaker['take']> {
    return this.#taker.take(servers);
  }

  /** As `ServerTaker.takeAll`. */
  takeAll(servers: readonly Taking[]): Promise<Taken> {
    return this.#taker.takeAll(servers);
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
