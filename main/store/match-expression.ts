import type { WordMatch } from '../catalog/catalog-store.ts';

/** One FTS5 string (https://sqlite.org/fts5.html#fts5_strings). Whatever stands in the words is text to look for, never syntax. */
export function matchExpression({ words, prefix }: WordMatch): string {
  const quoted = `"${words.map((word) => word.replaceAll('"', '""')).join(' ')}"`;
  return prefix ? `${quoted} *` : quoted;
}
