/** Where a value stands in a text: its first character and the one after its last. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a member of nested objects is spelled, or undefined if it isn't there. The text must be JSON. */
export function rawAt(text: string, ...path: readonly string[]): string | undefined {
  const span = spanOf(text, path);
  return span && text.slice(span.start, span.end);
}

/** The same text with another spelling of one member, and every other byte as it was. */
export function withRaw(text: string, raw: string, ...path: readonly string[]): string {
  const span = spanOf(text, path);
  return span === undefined ? text : text.slice(0, span.start) + raw + text.slice(span.end);
}

function spanOf(text: string, path: readonly string[]): Span | undefined {
  let start = afterSpace(text, 0);
  for (const name of path) {
    const member = memberOf(text, start, name);
    if (member === undefined) return undefined;
    start = member;
  }
  return { start, end: valueEnd(text, start) };
}

/** Where the value of an object's member begins. */
function memberOf(text: string, object: number, name: string): number | undefined {
  if (text[object] !== '{') return undefined;
  let position = afterSpace(text, object + 1);
  while (text[position] === '"') {
    const keyEnd = valueEnd(text, position);
    const key: unknown = JSON.parse(text.slice(position, keyEnd));
    const value = afterSpace(text, afterSpace(text, keyEnd) + 1);
    if (key === name) return value;
    position = afterSpace(text, valueEnd(text, value));
    if (text[position] === ',') position = afterSpace(text, position + 1);
  }
  return undefined;
}

function afterSpace(text: string, position: number): number {
  let at = position;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

function valueEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text.charAt(at);
    if (character === '"') at = stringEnd(text, at);
    else if ('{['.includes(character)) [depth, at] = [depth + 1, at + 1];
    else if ('}]'.includes(character)) [depth, at] = [depth - 1, at + 1];
    else at = depth === 0 ? scalarEnd(text, at) : at + 1;
  } while (depth > 0 && at < text.length);
  return at;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function scalarEnd(text: string, start: number): number {
  const [scalar = ''] = /^[^\s,}\]]*/.exec(text.slice(start, start + 400)) ?? [];
  return start + scalar.length;
}
