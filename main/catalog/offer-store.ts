import type { JsonObject } from '../wire/frame.ts';
import type { ServerHello } from '../upstreams/server-hello.ts';
import type { ListKind, OfferKind } from './offer.ts';

export interface StoredOffers {
  readonly server: string;
  readonly kind: OfferKind;
  /** In the server's own order. */
  readonly definitions: readonly JsonObject[];
}

/** What a server says in the answer with a list beside the list. */
export interface StoredExtras {
  readonly server: string;
  readonly kind: ListKind;
  readonly extras: JsonObject;
}

/** Implemented by `store/`. */
export interface OfferStore {
  identities(): readonly (ServerHello & { readonly server: string })[];
  /** Every list that was ever taken over, also empty ones. */
  offers(): readonly StoredOffers[];
  identify(server: string, identity: ServerHello): void;
  /** Replaces one list of a server, whole or not at all. */
  replaceOffers(offers: StoredOffers): void;
  listExtras(): readonly StoredExtras[];
  replaceExtras(extras: StoredExtras): void;
  /** Identity and lists. */
  forgetOffers(server: string): void;
}
