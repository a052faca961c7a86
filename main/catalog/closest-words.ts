import { editDistance } from '../lib/edit-distance.ts';

/** Every word that the tools' names, titles and descriptions use. */
export type Vocabulary = ReadonlySet<string>;

const mostCorrections = 3;

/** The words that this one was probably meant to be: one typing error for short words, two for long ones, none for the shortest. */
export function closestWords(word: string, vocabulary: Vocabulary): string[] {
  const limit = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
  if (limit === 0) return [];
  return [...vocabulary]
    .map((known) => ({ known, distance: editDistance(word, known, limit) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, mostCorrections)
    .map(({ known }) => known);
}
