import { invisibleCharacters } from '../lib/invisible-characters.ts';
import { indentedJsonText } from '../wire/json-text.ts';

/** Text that a person can trust to be what it looks like: invisible characters are shown as `\u{…}` escapes. Line breaks and tabs stay. */
export function readable(text: string): string {
  return text.replace(invisibleCharacters, escapeCharacter);
}

/** The complete value as indented JSON with the very numbers and order that go to the server, readable as above. */
export function readableJson(value: unknown): string {
  return readable(indentedJsonText(value));
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
