import { rm } from 'node:fs/promises';
import { NamedError } from '../../contract/errors.ts';
import type { Server } from '../../contract/models.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { NewServer } from '../settings/edit-yaml.ts';
import type { ServerSettings } from '../settings/settings.ts';
import type { Draft } from './draft.ts';
import { fillIn, secretsNeeded } from './fill-in.ts';
import type { Held, HeldCandidates } from './held-candidates.ts';
import type { SecretNames, SecretStore } from './secret-names.ts';

export interface TakerParts {
  readonly servers: () => ReadonlyMap<string, ServerSettings>;
  readonly vault: SecretStore;
  /** Adds a server whose command the person has seen. */
  readonly add: (name: string, server: NewServer) => Promise<Server>;
  /** As the person would. */
  readonly remove: (name: string) => Promise<void>;
}

export interface Taking {
  readonly id: string;
  readonly name: string;
  readonly answers: Readonly<Record<string, string>>;
}

/** Servers that were added, with their secrets, and may yet be taken back. */
export interface Taken {
  /** They stay. Until then, what they were made of can be taken again. */
  readonly keep: () => void;
  /** As far as it can be: what went wrong before is what the person has to hear. */
  readonly takeBack: () => Promise<void>;
}

/** Makes servers of candidates: their secrets go into the vault first, then a bundle is unpacked, then `config.yaml` names them. */
export class ServerTaker {
  readonly #parts: TakerParts;
  readonly #names: SecretNames;
  readonly #held: HeldCandidates;

  constructor(parts: TakerParts, names: SecretNames, held: HeldCandidates) {
    this.#parts = parts;
    this.#names = names;
    this.#held = held;
  }

  /** Adds them one after the other; one that fails leaves nothing behind and doesn't keep the others back. */
  async take(servers: readonly Taking[]): Promise<{ added: Server[]; failed: { name: string; message: string }[] }> {
    const added: Server[] = [];
    const failed: { name: string; message: string }[] = [];
    const kinds = new Set<string>();
    for (const taking of servers) {
      const kind = this.#kindOf(taking);
      if (kinds.has(kind)) continue;
      try {
        const { server, keep } = await this.#take(taking);
        keep();
        added.push(server);
        kinds.add(kind);
      } catch (error) {
        failed.push({ name: taking.name, message: sentenceOf(error) });
      }
    }
    return { added, failed };
  }

  /** Adds all of them or none. @throws NamedError `conflict` that names the one that can't be added. */
  async takeAll(servers: readonly Taking[]): Promise<Taken> {
    const taken: Taken[] = [];
    const takeBack = async () => {
      for (const each of taken.toReversed()) await each.takeBack().catch(() => undefined);
    };
    const kinds = Map.groupBy(servers, (taking) => this.#kindOf(taking)).values();
    for (const taking of [...kinds].flatMap(([first]) => first ?? [])) {
      try {
        taken.push(await this.#take(taking));
      } catch (error) {
        await takeBack();
        throw new NamedError('conflict', `${taking.name} could not be taken over: ${sentenceOf(error)}`, {}, { cause: error });
      }
    }
    return { keep: () => taken.forEach(({ keep }) => keep()), takeBack };
  }

  /** The same for two that are the same server. */
  #kindOf({ id }: Taking): string {
    return this.#held.get(id)?.sameAs ?? id;
  }

  async #take({ id, name, answers }: Taking): Promise<Taken & { readonly server: Server }> {
    const held = this.#held.get(id);
    if (held === undefined) throw new NamedError('not_found', 'This server was found too long ago: look for it again.');
    const { add, remove, servers } = this.#parts;
    if (servers().has(name)) throw new NamedError('conflict', `There is already a server called ${name}. Choose another name.`);
    await using undo = new AsyncDisposableStack();
    const server = await add(name, await this.#ready(held, { id, name, answers }, undo)).catch((error: unknown) => {
      // What stands in config.yaml by now names its secrets.
      if (servers().has(name)) undo.move();
      throw error;
    });
    const rest = undo.move();
    const takeBack = async () => {
      if (servers().has(name)) await remove(name);
      await rest.disposeAsync();
    };
    return { server, keep: () => this.#held.forget(id), takeBack };
  }

  /** What `undo` takes back of it is new. */
  async #ready({ draft, bundle }: Held, { name, answers }: Taking, undo: AsyncDisposableStack): Promise<NewServer> {
    const names = await this.#storeSecrets(name, draft, answers, undo);
    if (bundle !== null && (await bundle.archive.unpack(bundle.folder)))
      undo.defer(() => rm(bundle.folder, { recursive: true, force: true }));
    return fillIn(draft, answers, ({ value }) => names.get(value) ?? '');
  }

  /** @returns the names by value. */
  async #storeSecrets(
    server: string,
    draft: Draft,
    answers: Taking['answers'],
    undo: AsyncDisposableStack,
  ): Promise<ReadonlyMap<string, string>> {
    const { vault } = this.#parts;
    const names = new Map<string, string>();
    for (const { place, value } of secretsNeeded(draft, answers)) {
      const name = await this.#names.nameOf(server, place, value);
      names.set(value, name);
      if (vault.names().includes(name)) continue;
      await vault.write(name, value);
      undo.defer(() => vault.remove(name));
    }
    return names;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof NamedError ? error.message : `It could not be added: ${reasonOf(error)}.`;
}
