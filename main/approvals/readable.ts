/**
 * Text that a person can trust to be what it looks like: control, zero-width, bidirectional and other invisible characters are shown
 * as `\u{…}` escapes (protocol-security-reliability.md §3.4). Line breaks and tabs stay.
 */
export function readable(text: string): string {
  return text.replace(
    /[^\P{C}\n\t]|[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2028\u2029\u3164\uFE00-\uFE0F\uFFA0]/gu,
    escapeCharacter,
  );
}

/** The complete value as indented JSON, readable as above. */
export function readableJson(value: unknown): string {
  return readable(JSON.stringify(value, null, 2) ?? 'null');
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
