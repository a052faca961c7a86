import type { JsonObject } from '../wire/frame.ts';
import type { OfferKind, ServerIdentity } from './offer.ts';

export interface StoredOffers {
  readonly server: string;
  readonly kind: OfferKind;
  /** In the server's own order. */
  readonly definitions: readonly JsonObject[];
}

/** Implemented by `store/`. */
export interface OfferStore {
  identities(): readonly (ServerIdentity & { readonly server: string })[];
  /** Every list that was ever taken over, also empty ones. */
  offers(): readonly StoredOffers[];
  identify(server: string, identity: ServerIdentity): void;
  /** Replaces one list of a server, whole or not at all. */
  replaceOffers(offers: StoredOffers): void;
  /** Identity and lists. */
  forgetOffers(server: string): void;
}
