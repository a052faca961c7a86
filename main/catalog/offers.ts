import { createHash } from 'node:crypto';
import type { JsonObject } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import { keyOf, type ListKind, listKinds, type Offer, type OfferKind } from './offer.ts';
import type { OfferStore } from './offer-store.ts';

/** What servers list besides tools, and what they last said about themselves. Lives in the database, so that asking starts nothing. */
export class Offers {
  readonly #store: OfferStore;
  readonly #identities: Map<string, ServerHello>;
  readonly #lists = new Map<string, readonly Offer[]>();
  /** By list, those of tools among them. */
  readonly #extras: Map<string, JsonObject>;
  /** Of the lists that were compared, since long ones are expensive to write out. */
  readonly #digests = new Map<string, string>();

  constructor(store: OfferStore) {
    this.#store = store;
    this.#identities = new Map(store.identities().map(({ server, ...identity }) => [server, identity]));
    this.#extras = new Map(store.listExtras().map(({ server, kind, extras }) => [placeOf(kind, server), extras]));
    for (const { server, kind, definitions } of store.offers()) this.#lists.set(placeOf(kind, server), offersOf(server, kind, definitions));
  }

  /** Everybody who ever said something about itself. */
  servers(): Iterable<string> {
    return this.#identities.keys();
  }

  identity(server: string): ServerHello | null {
    return this.#identities.get(server) ?? null;
  }

  identify(server: string, { capabilities, serverInfo, instructions, extras }: ServerHello): void {
    const identity = { capabilities, serverInfo, instructions, extras };
    if (jsonText(this.#identities.get(server) ?? null) === jsonText(identity)) return;
    this.#store.identify(server, identity);
    this.#identities.set(server, identity);
  }

  /** In the order of the servers given, and within a server in its own order. */
  list(kind: OfferKind, servers: readonly string[]): readonly Offer[] {
    return servers.flatMap((server) => this.#lists.get(placeOf(kind, server)) ?? []);
  }

  /** Takes over a list that a server just gave, and says whether it is another than before. */
  replace(server: string, kind: OfferKind, definitions: readonly JsonObject[]): boolean {
    const place = placeOf(kind, server);
    const before = this.#lists.get(place);
    const offers = offersOf(server, kind, definitions);
    const digest = digestOf(offers);
    const known = before === undefined ? null : (this.#digests.get(place) ?? digestOf(before));
    this.#digests.set(place, digest);
    if (known === digest) return false;
    this.#store.replaceOffers({ server, kind, definitions });
    this.#lists.set(place, offers);
    return before !== undefined || offers.length > 0;
  }

  extras(server: string, kind: ListKind): JsonObject {
    return this.#extras.get(placeOf(kind, server)) ?? {};
  }

  replaceExtras(server: string, kind: ListKind, extras: JsonObject): void {
    if (jsonText(this.extras(server, kind)) === jsonText(extras)) return;
    this.#store.replaceExtras({ server, kind, extras });
    this.#extras.set(placeOf(kind, server), extras);
  }

  forget(server: string): void {
    this.#store.forgetOffers(server);
    this.#identities.delete(server);
    for (const kind of listKinds) {
      this.#extras.delete(placeOf(kind, server));
      this.#lists.delete(placeOf(kind, server));
      this.#digests.delete(placeOf(kind, server));
    }
  }
}

function placeOf(kind: ListKind, server: string): string {
  return `${kind} ${server}`;
}

function offersOf(server: string, kind: OfferKind, definitions: readonly JsonObject[]): readonly Offer[] {
  return definitions.map((definition) => ({ server, key: keyOf(kind, definition) ?? '', definition }));
}

function digestOf(offers: readonly Offer[]): string {
  const hash = createHash('sha256');
  for (const { definition } of offers) hash.update(jsonText(definition)).update('\n');
  return hash.digest('base64');
}
