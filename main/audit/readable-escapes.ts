import { invisibleCharacters } from '../lib/invisible-characters.ts';

/** Invisible characters as JSON escapes, so that a log shows what was really there. Line breaks and tabs stay. */
export function withEscapes(text: string): string {
  return text.replace(invisibleCharacters, escaped);
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
