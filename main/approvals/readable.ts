import { invisibleCharacters } from '../lib/invisible-characters.ts';

/** Text that a person can trust to be what it looks like: invisible characters are shown as `\u{…}` escapes. Line breaks and tabs stay. */
export function readable(text: string): string {
  return text.replace(invisibleCharacters, escapeCharacter);
}

/** The complete value as indented JSON, readable as above. */
export function readableJson(value: unknown): string {
  return readable(JSON.stringify(value, null, 2) ?? 'null');
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
