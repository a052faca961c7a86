/** The parts of a JSON text that is known to be valid and to have no white space between its tokens. */

const quote = '"';
const backslash = 0x5c;

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

/** The spelling of each member of an object, or of each element of a list by its index, in their order. */
export function memberTexts(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const isList = text.startsWith('[');
  let at = 1;
  while (at < text.length - 1) {
    const nameEnd = isList ? at : endOfQuoted(text, at);
    const from = isList ? at : nameEnd + 1;
    const end = endOfValue(text, from);
    members.set(isList ? String(members.size) : unquoted(text.slice(at, nameEnd)), text.slice(from, end));
    at = end + 1;
  }
  return members;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const character = text.charAt(at);
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    at = character === quote ? endOfQuoted(text, at) : '{[]},:'.includes(character) ? at + 1 : endOfPlain(text, at);
  } while (depth > 0);
  return at;
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
