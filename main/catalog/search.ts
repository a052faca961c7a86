import type { CatalogStore } from './catalog-store.ts';
import { closestWords, type Vocabulary } from './closest-words.ts';
import { type Concept, conceptsOf, weights } from './search-query.ts';

/**
 * Scores tools against a plain-language request: for every concept the best of its wordings (BM25 × what the wording is worth), summed, and
 * lowered by the share of the request that a tool has no word for. Synonyms thus help without adding up. Words that no tool knows are
 * taken for typing errors. Null: the request has no words.
 */
export function scoreTools(query: string, store: CatalogStore, vocabulary: Vocabulary): ReadonlyMap<string, number> | null {
  const concepts = conceptsOf(query);
  if (concepts.length === 0) return null;
  const answers = concepts.map((concept) => answersTo(concept, store, vocabulary));
  const scores = new Map<string, number>();
  for (const name of new Set(answers.flatMap((answer) => [...answer.keys()]))) {
    const found = answers.flatMap((answer) => answer.get(name) ?? []);
    const sum = found.reduce((total, { score }) => total + score, 0);
    const covered = found.reduce((total, { weight }) => total + weight, 0) / concepts.length;
    scores.set(name, sum * covered);
  }
  return scores;
}

type Answer = ReadonlyMap<string, { readonly score: number; readonly weight: number }>;

function answersTo(concept: Concept, store: CatalogStore, vocabulary: Vocabulary): Answer {
  const best = bestOf(concept.alternatives, store);
  if (best.size > 0) return best;
  const corrected = closestWords(concept.word, vocabulary).map((word) => ({
    match: { words: [word], prefix: false },
    weight: weights.corrected,
  }));
  return bestOf(corrected, store);
}

function bestOf(alternatives: Concept['alternatives'], store: CatalogStore): Answer {
  const best = new Map<string, { score: number; weight: number }>();
  for (const { match, weight } of alternatives) {
    for (const [name, relevance] of store.relevance(match)) {
      const score = relevance * weight;
      const before = best.get(name);
      if (before === undefined || score > before.score) best.set(name, { score, weight: Math.max(weight, before?.weight ?? 0) });
    }
  }
  return best;
}
