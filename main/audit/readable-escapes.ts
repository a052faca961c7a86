/** Control, zero-width, bidirectional and other invisible characters as JSON escapes, so that a log shows what was really there. Line breaks and tabs stay. */
export function withEscapes(text: string): string {
  return text.replace(
    /[^\P{C}\n\t]|[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2028\u2029\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/gu,
    escaped,
  );
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
