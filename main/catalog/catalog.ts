import { Broadcast } from '../lib/broadcast.ts';
import { reasonOf } from '../lib/thrown.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { CatalogStore, StoredTool } from './catalog-store.ts';
import type { Vocabulary } from './closest-words.ts';
import { catalogTool, type CountTokens, countedTools } from './counted-tools.ts';
import { nearestNames } from './nearest-names.ts';
import { type AnnouncedKind, type ListKind, lists, type Offer, type OfferKind } from './offer.ts';
import { Offers } from './offers.ts';
import { scoreByWords } from './search.ts';
import { searchText } from './search-text.ts';
import type { CatalogTool, ToolDefinition } from './tool.ts';

export interface SearchScope {
  readonly servers: readonly string[];
  readonly limit: number;
  /** Tools that are not to be found. */
  readonly isHidden?: (tool: CatalogTool) => boolean;
}

export interface SearchAnswer {
  /** Best first. */
  readonly matches: readonly { readonly tool: CatalogTool; readonly score: number }[];
  /** All that matched, also those beyond the limit. */
  readonly total: number;
}

const announcedKinds: readonly AnnouncedKind[] = ['tools', 'prompts', 'resources'];

interface Listing {
  readonly stored: readonly StoredTool[];
  readonly tools: readonly CatalogTool[];
}

export interface CatalogChange {
  readonly server: string;
  readonly kind: AnnouncedKind;
}

/** Everything that servers which were ever listed offer. Lives in the database too, so that listing and searching start nothing. */
export class Catalog {
  /** A list of a server is another now. */
  readonly changed = new Broadcast<CatalogChange>();
  readonly #store: CatalogStore;
  readonly #countTokens: CountTokens;
  readonly #report: (sentence: string) => void;
  readonly #offers: Offers;
  readonly #listings = new Map<string, Listing>();
  /** Per server the newest `replace` or `forget`: an older one that is still counting gives way. */
  readonly #newest = new Map<string, symbol>();
  #byName: ReadonlyMap<string, CatalogTool> | null = null;
  #vocabulary: Vocabulary | null = null;

  /** `report` hears, in one sentence, what went wrong without keeping the catalog from working. */
  constructor(store: CatalogStore, countTokens: CountTokens, report: (sentence: string) => void) {
    this.#store = store;
    this.#countTokens = countTokens;
    this.#report = report;
    this.#offers = new Offers(store.offers);
    for (const { server, tools } of store.listings()) this.#remember(server, tools);
  }

  /** Takes over what a server just listed (names are unique), and says whether its tools are others than before. */
  async replace(server: string, definitions: readonly ToolDefinition[]): Promise<boolean> {
    const turn = this.#takeTurn(server);
    const before = this.#listings.get(server);
    const tools = await countedTools(definitions, before?.stored ?? [], (texts) => this.#count(texts));
    if (this.#newest.get(server) !== turn) return false;
    const changed = fingerprint(before?.stored, hashOf) !== fingerprint(tools, hashOf);
    if (!changed && fingerprint(before?.stored, tokensOf) === fingerprint(tools, tokensOf)) return false;
    this.#store.replace(
      server,
      tools.map((tool) => ({ ...tool, text: searchText(server, tool.definition) })),
    );
    this.#remember(server, tools);
    if (changed) this.changed.emit({ server, kind: 'tools' });
    return changed;
  }

  /** Takes over another list of a server, and says whether it is another than before. */
  replaceOffers(server: string, kind: OfferKind, definitions: readonly JsonObject[]): boolean {
    const changed = this.#offers.replace(server, kind, definitions);
    if (changed) this.changed.emit({ server, kind: lists[kind].announced });
    return changed;
  }

  /** Takes over what a server says in the answer with a list beside the list. */
  replaceExtras(server: string, kind: ListKind, extras: JsonObject): void {
    this.#offers.replaceExtras(server, kind, extras);
  }

  /** Takes over what a server that was just started says about itself. */
  identify(server: string, identity: ServerHello): void {
    this.#offers.identify(server, identity);
  }

  forget(server: string): void {
    this.#takeTurn(server);
    this.#offers.forget(server);
    if (!this.#listings.delete(server)) return;
    this.#store.forget(server);
    this.#outdate();
    for (const kind of announcedKinds) this.changed.emit({ server, kind });
  }

  /** Whether this server's tools were ever listed. */
  knows(server: string): boolean {
    return this.#listings.has(server);
  }

  /** Every server of which anything is known, by name. */
  servers(): readonly string[] {
    return [...new Set([...this.#listings.keys(), ...this.#offers.servers()])].toSorted();
  }

  /** What the server said about itself when it was last started; null: it never was. */
  identity(server: string): ServerHello | null {
    return this.#offers.identity(server);
  }

  capabilities(server: string): JsonObject | null {
    return this.identity(server)?.capabilities ?? null;
  }

  instructions(server: string): string | null {
    return this.identity(server)?.instructions ?? null;
  }

  /** What the server last said in the answer with this list beside the list. */
  extras(server: string, kind: ListKind): JsonObject {
    return this.#offers.extras(server, kind);
  }

  /** Prompts, resources or templates, in the order of the servers given, and within a server in its own order. */
  offers(kind: OfferKind, servers: readonly string[]): readonly Offer[] {
    return this.#offers.list(kind, servers);
  }

  /** In the order of the servers given (null: all, by name), and within a server in its own order. */
  tools(servers: readonly string[] | null): readonly CatalogTool[] {
    return (servers ?? [...this.#listings.keys()].toSorted()).flatMap((server) => this.#listings.get(server)?.tools ?? []);
  }

  find(qualifiedName: string): CatalogTool | undefined {
    this.#byName ??= new Map(this.tools(null).map((tool) => [tool.qualifiedName, tool]));
    return this.#byName.get(qualifiedName);
  }

  /** The names of these servers' tools that look most like this one, nearest first. */
  nearest(name: string, servers: readonly string[], count: number, isHidden: (tool: CatalogTool) => boolean = () => false): string[] {
    const visible = this.tools(servers).filter((tool) => !isHidden(tool));
    const names = visible.map((tool) => tool.qualifiedName);
    return nearestNames(name, names, count);
  }

  /** Starts nothing. A query without words lists every tool by name. */
  search(query: string, { servers, limit, isHidden = () => false }: SearchScope): SearchAnswer {
    const visible = this.tools(servers).filter((tool) => !isHidden(tool));
    const scores = scoreByWords(query, this.#store, this.#words());
    const found = visible
      .filter((tool) => scores === null || scores.has(tool.qualifiedName))
      .map((tool) => ({ tool, score: scores?.get(tool.qualifiedName) ?? 0 }))
      .toSorted((a, b) => b.score - a.score || byName(a.tool, b.tool));
    return { matches: found.slice(0, limit), total: found.length };
  }

  async #count(texts: readonly string[]): Promise<readonly (number | null)[]> {
    try {
      return await this.#countTokens(texts);
    } catch (error) {
      const reason = reasonOf(error);
      this.#report(`The tokens of ${texts.length} tool definitions are estimated until the server is listed again: ${reason}`);
      return [];
    }
  }

  #words(): Vocabulary {
    this.#vocabulary ??= new Set(
      this.tools(null).flatMap((tool) => {
        const { name, title, description } = searchText(tool.server, tool.definition);
        return `${name} ${title} ${description}`.split(' ');
      }),
    );
    return this.#vocabulary;
  }

  #takeTurn(server: string): symbol {
    const turn = Symbol(server);
    this.#newest.set(server, turn);
    return turn;
  }

  #remember(server: string, stored: readonly StoredTool[]): void {
    this.#listings.set(server, { stored, tools: stored.map((tool) => catalogTool(server, tool)) });
    this.#outdate();
  }

  #outdate(): void {
    this.#byName = null;
    this.#vocabulary = null;
  }
}

function fingerprint(tools: readonly StoredTool[] | undefined, part: (tool: StoredTool) => unknown): string | null {
  return tools === undefined ? null : JSON.stringify(tools.map(part));
}

function hashOf(tool: StoredTool): string {
  return tool.hash;
}

function tokensOf(tool: StoredTool): number | null {
  return tool.tokens;
}

function byName(a: CatalogTool, b: CatalogTool): number {
  return a.qualifiedName < b.qualifiedName ? -1 : 1;
}
