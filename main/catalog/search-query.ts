import type { WordMatch } from './catalog-store.ts';
import { isUnspaced, lettersOf, requestedWords } from './search-tokens.ts';
import { stopWords, synonymGroups } from './search-words.ts';

/** One thing that a request asks for, and the ways in which a tool may put it. */
export interface Concept {
  readonly word: string;
  readonly alternatives: readonly { readonly match: WordMatch; readonly weight: number }[];
}

/** What a guess is worth beside the person's own word. */
export const weights = { synonym: 0.7, prefix: 0.5, joined: 0.8, pair: 0.6, stem: 0.9, corrected: 0.7 } as const;

const maxConcepts = 24;

/** Takes a request apart. Nothing in it is syntax: quotes, operators and wildcards are only spaces between words. */
export function conceptsOf(query: string): Concept[] {
  const words = [...new Set(requestedWords(query.slice(0, 1_000)))];
  const meaningful = words.filter((word) => !stopWords.has(word));
  const asked = (meaningful.length > 0 ? meaningful : words).slice(0, maxConcepts);
  return asked.map((word, index) => ({ word, alternatives: alternativesOf(word, asked, index) }));
}

function alternativesOf(word: string, asked: readonly string[], index: number): Concept['alternatives'] {
  if (isUnspaced(word)) return unspacedAlternatives(lettersOf(word));
  const next = asked[index + 1];
  const previous = asked[index - 1];
  const isUnfinished = index === asked.length - 1 || word.length <= 4;
  return [
    { match: exactly(word), weight: 1 },
    ...synonymsOf(word).map((synonym) => ({ match: exactly(synonym), weight: weights.synonym })),
    ...(isUnfinished && word.length >= 2 ? [{ match: startingWith(word), weight: weights.prefix }] : []),
    ...stemAlternatives(word),
    ...(next === undefined ? [] : [{ match: exactly(word + next), weight: weights.joined }]),
    ...(previous === undefined ? [] : [{ match: exactly(previous + word), weight: weights.joined }]),
  ];
}

/** The index stems English only: other alphabets are matched by the beginning of a word, which is where it keeps its meaning. */
function stemAlternatives(word: string): Concept['alternatives'] {
  if (/^[\p{Script=Latin}\p{N}]+$/u.test(word) || word.length < 4) return [];
  return [{ match: startingWith(word.slice(0, word.length > 6 ? -2 : -1)), weight: weights.stem }];
}

/** Pairs of neighbours stand for the words that can't be told apart. */
function unspacedAlternatives(letters: readonly string[]): Concept['alternatives'] {
  const pairs = letters.slice(1).map((letter, index) => [letters[index] ?? '', letter]);
  return [
    { match: { words: letters, prefix: false }, weight: 1 },
    ...pairs.map((pair) => ({ match: { words: pair, prefix: false }, weight: weights.pair })),
  ];
}

function synonymsOf(word: string): string[] {
  const others = synonymGroups.filter((group) => group.some((member) => member === word || member === singular(word))).flat();
  return [...new Set(others)].filter((other) => other !== word);
}

function singular(word: string): string {
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

function exactly(word: string): WordMatch {
  return { words: [word], prefix: false };
}

function startingWith(word: string): WordMatch {
  return { words: [word], prefix: true };
}
