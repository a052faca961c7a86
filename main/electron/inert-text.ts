import { invisibleCharacters } from '../lib/invisible-characters.ts';

/**
 * Text of a server or an app for a place that we don't draw ourselves (menu, notification, title): one line, cut to `length`
 * characters, with control, invisible and direction-changing characters spelled out, so that it can't pose as something else.
 */
export function inertText(text: string, length = 60): string {
  const spelled = text.replace(invisibleCharacters, spelledOut).replace(/[\n\t]/g, spelledOut);
  const characters = Array.from(spelled);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : spelled;
}

function spelledOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
