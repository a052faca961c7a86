import type { WordMatch } from './catalog-store.ts';
import { closestWords, type Vocabulary } from './closest-words.ts';
import { type Concept, conceptsOf, weights } from './search-query.ts';

/** A full-text index: the BM25 relevance (higher is better) of everything that matches. */
export interface WordIndex<Key> {
  relevance(match: WordMatch): ReadonlyMap<Key, number>;
}

/**
 * Scores what an index holds against a plain-language request: for every concept the best of its wordings (BM25 × what the wording is
 * worth), summed, and lowered by the share of the request that the thing has no word for. Synonyms thus help without adding up. Words that
 * the index doesn't know are taken for typing errors of words in the vocabulary. Null: the request has no words.
 */
export function scoreByWords<Key>(
  query: string,
  index: WordIndex<Key>,
  vocabulary: Vocabulary = new Set(),
): ReadonlyMap<Key, number> | null {
  const concepts = conceptsOf(query);
  if (concepts.length === 0) return null;
  const answers = concepts.map((concept) => answersTo(concept, index, vocabulary));
  const scores = new Map<Key, number>();
  for (const key of new Set(answers.flatMap((answer) => [...answer.keys()]))) {
    const found = answers.flatMap((answer) => answer.get(key) ?? []);
    const sum = found.reduce((total, { score }) => total + score, 0);
    const covered = found.reduce((total, { weight }) => total + weight, 0) / concepts.length;
    scores.set(key, sum * covered);
  }
  return scores;
}

type Answer<Key> = ReadonlyMap<Key, { readonly score: number; readonly weight: number }>;

function answersTo<Key>(concept: Concept, index: WordIndex<Key>, vocabulary: Vocabulary): Answer<Key> {
  const best = bestOf(concept.alternatives, index);
  if (best.size > 0) return best;
  const corrected = closestWords(concept.word, vocabulary).map((word) => ({
    match: { words: [word], prefix: false },
    weight: weights.corrected,
  }));
  return bestOf(corrected, index);
}

function bestOf<Key>(alternatives: Concept['alternatives'], index: WordIndex<Key>): Answer<Key> {
  const best = new Map<Key, { score: number; weight: number }>();
  for (const { match, weight } of alternatives) {
    for (const [key, relevance] of index.relevance(match)) {
      const score = relevance * weight;
      const before = best.get(key);
      if (before === undefined || score > before.score) best.set(key, { score, weight: Math.max(weight, before?.weight ?? 0) });
    }
  }
  return best;
}
