const word = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * The words of a text as the index holds them: lower case, `camelCase` and `snake_case` apart, and every character of a script without
 * spaces as a word of its own, so that a run of them is found as a phrase.
 */
export function searchableWords(text: string): string[] {
  return (apart(text).match(word) ?? []).flatMap((part) => (unspaced.test(part) ? lettersOf(part) : [part]));
}

/** Each with the marks that belong to it. */
export function lettersOf(part: string): string[] {
  return part.match(/[\p{L}\p{N}]\p{M}*/gu) ?? [];
}

/** The words of a request, where a run of a script without spaces stays together. */
export function requestedWords(text: string): string[] {
  return apart(text).match(word) ?? [];
}

export function isUnspaced(text: string): boolean {
  return unspaced.test(text);
}

function apart(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('ß', 'ss');
}
