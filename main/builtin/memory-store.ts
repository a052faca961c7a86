import type { WordMatch } from '../catalog/catalog-store.ts';

export interface Memory {
  readonly id: number;
  readonly text: string;
  readonly tags: readonly string[];
  /** ISO 8601 in UTC. */
  readonly rememberedAt: string;
}

export interface NewMemory {
  readonly text: string;
  readonly tags: readonly string[];
  readonly at: Date;
  /** The text and the tags as the index holds them: words separated by spaces. */
  readonly words: { readonly text: string; readonly tags: string };
}

/** Implemented by `store/`. */
export interface MemoryStore {
  add(memory: NewMemory): Memory;
  get(id: number): Memory | null;
  /** Newest first; `before`: only those with a smaller id. */
  list(limit: number, before: number | null): readonly Memory[];
  count(): number;
  /** Whether there was one. */
  remove(id: number): boolean;
  /** The BM25 relevance (higher is better) of every memory that matches, by id. */
  relevance(match: WordMatch): ReadonlyMap<number, number>;
}
