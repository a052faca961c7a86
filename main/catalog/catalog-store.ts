import type { OfferStore } from './offer-store.ts';
import type { SearchText } from './search-text.ts';
import type { ToolDefinition } from './tool.ts';

export interface StoredTool {
  readonly definition: ToolDefinition;
  readonly hash: string;
  /** Null: not counted yet. */
  readonly tokens: number | null;
}

export interface StoredListing {
  readonly server: string;
  /** In the server's own order. */
  readonly tools: readonly StoredTool[];
}

/** Words to look for as they are; none of them is syntax. More than one word: they follow each other. */
export interface WordMatch {
  readonly words: readonly string[];
  /** The last word may go on. */
  readonly prefix: boolean;
}

/** Implemented by `store/`. */
export interface CatalogStore {
  /** What is listed besides tools. */
  readonly offers: OfferStore;
  /** Every server that was ever listed, also those without tools. */
  listings(): readonly StoredListing[];
  /** Replaces what is known of one server, whole or not at all. */
  replace(server: string, tools: readonly (StoredTool & { readonly text: SearchText })[]): void;
  forget(server: string): void;
  /** The BM25 relevance (higher is better) of every tool that matches, by qualified name. */
  relevance(match: WordMatch): ReadonlyMap<string, number>;
}
