/** The parts of a JSON text that is known to be valid and to have no white space between its tokens. */

const quote = '"';
const backslash = 0x5c;
/** Pieces are joined when there are this many, so that a text of tiny pieces doesn't cost a multiple of itself. */
export const mostPieces = 4096;

/** Behind the closing quote of the string that begins at `from`. */
export function endOfQuoted(text: string, from: number): number {
  let end = text.indexOf(quote, from + 1);
  while (isEscaped(text, end)) end = text.indexOf(quote, end + 1);
  return end + 1;
}

/** Behind the number or word that begins at `from`. */
export function endOfPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length && !endsPlain(text.charCodeAt(at))) at += 1;
  return at;
}

/** The name that a quoted text spells. */
export function unquoted(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** The spelling of each member of an object, or of each element of a list by its index, in their order, found one by one. */
export function* memberTexts(text: string): Generator<readonly [string, string]> {
  const isList = text.startsWith('[');
  let at = 1;
  for (let index = 0; at < text.length - 1; index += 1) {
    const nameEnd = isList ? at : endOfQuoted(text, at);
    const from = isList ? at : nameEnd + 1;
    const end = endOfValue(text, from);
    yield [isList ? String(index) : unquoted(text.slice(at, nameEnd)), text.slice(from, end)];
    at = end + 1;
  }
}

/** The text with each member on a line of its own, as `JSON.stringify` does it with two spaces. */
export function indented(text: string): string {
  let [whole, pieces, newLine] = ['', new Array<string>(), '\n'];
  for (let at = 0; at < text.length;) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    const isEmpty = '{['.includes(token) && '}]'.includes(text.charAt(end));
    if ('}]'.includes(token)) newLine = newLine.slice(0, -2);
    if ('{['.includes(token) && !isEmpty) newLine += '  ';
    pieces.push(isEmpty ? text.slice(at, end + 1) : spaced(token, newLine));
    at = isEmpty ? end + 1 : end;
    if (pieces.length > mostPieces) [whole, pieces] = [whole + pieces.join(''), []];
  }
  return whole + pieces.join('');
}

function spaced(token: string, newLine: string): string {
  if (token === ':') return ': ';
  if (token === '}' || token === ']') return `${newLine}${token}`;
  return token === '{' || token === '[' || token === ',' ? `${token}${newLine}` : token;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text.charAt(at);
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    at = endOfToken(text, at);
  } while (depth > 0);
  return at;
}

function endOfToken(text: string, from: number): number {
  const character = text.charAt(from);
  if (character === quote) return endOfQuoted(text, from);
  return '{[]},:'.includes(character) ? from + 1 : endOfPlain(text, from);
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
  return slashes % 2 === 1;
}

/** White space, comma, or a closing bracket or brace. */
function endsPlain(code: number): boolean {
  return code <= 0x20 || code === 0x2c || code === 0x5d || code === 0x7d;
}
