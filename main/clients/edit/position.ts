/** Both count from 1; columns in UTF-16 units, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const breaks = before.match(/\r\n|\r|\n/g)?.length ?? 0;
  return { line: breaks + 1, column: offset - lineStart(before, offset) + 1 };
}

/** Where the line that holds the offset begins. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Where the line that holds the offset ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const match = /[\r\n]/g;
  match.lastIndex = offset;
  return match.exec(text)?.index ?? text.length;
}

/** The offset behind the line break that stands here; the same offset where none does. */
export function behindBreak(text: string, offset: number): number {
  if (text.startsWith('\r\n', offset)) return offset + 2;
  return text[offset] === '\n' || text[offset] === '\r' ? offset + 1 : offset;
}

/** The offset before the line break that ends here; the same offset where none does. */
export function beforeBreak(text: string, offset: number): number {
  if (text.slice(Math.max(offset - 2, 0), offset) === '\r\n') return offset - 2;
  return text[offset - 1] === '\n' || text[offset - 1] === '\r' ? offset - 1 : offset;
}

/** The white space at the beginning of the line that holds the offset. */
export function indentOfLine(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

/** The white space before the offset, if there is nothing else before it on its line. */
export function ownIndent(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) ? before : null;
}

/** The file's own line break: that of its first line. */
export function eolOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}
