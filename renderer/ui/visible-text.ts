/** A stretch of untrusted text: shown as it is, or a character that can't be seen and is shown as its code point. */
export interface TextPart {
  readonly kind: 'plain' | 'hidden';
  readonly text: string;
}

/**
 * Everything that changes how text looks without being seen: controls, formats (bidi, zero-width, tags), odd spaces, line
 * separators, private, unassigned and default-ignorable characters, the blank braille cell. A line feed and a tab are layout.
 */
const hidden = /[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]--[\n\t ]]/gv;

const names: Readonly<Record<string, string>> = {
  '\r': 'carriage return',
  '\u001b': 'escape',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2069': 'end of isolate',
  '\ufeff': 'byte order mark',
};

/** `U+202E`, as Unicode writes it. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** For a tooltip: the code point and, where it is a well-known one, its name. */
export function describeHidden(character: string): string {
  const name = names[character];
  return name === undefined ? `${codePointOf(character)}, a character that can't be seen` : `${codePointOf(character)} ${name}`;
}

/** Cuts text into what is shown as it is and what has to be made visible. Joined again, the parts are the text. */
export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > from) parts.push({ kind: 'plain', text: text.slice(from, index) });
    parts.push({ kind: 'hidden', text: character });
    from = index + character.length;
  }
  if (from < text.length) parts.push({ kind: 'plain', text: text.slice(from) });
  return parts;
}

/** The same as one string, for places that take only text: a title, a label for a screen reader. */
export function visibleString(text: string): string {
  return visibleParts(text)
    .map((part) => (part.kind === 'plain' ? part.text : `‹${codePointOf(part.text)}›`))
    .join('');
}
