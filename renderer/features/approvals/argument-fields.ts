/** One top-level argument as a person reads it: text without its quotes, anything else in its JSON spelling, digit for digit. */
export interface ArgumentField {
  readonly name: string;
  readonly value: string;
  readonly kind: 'text' | 'json';
}

const firstLineOfField = /^ {2}("(?:[^"\\]|\\.)*"): (.*)$/;
const indent = '  ';

/**
 * Takes the pretty-printed JSON object of a question apart at its top level. Works on the text and not on a parsed value, so that no
 * digit of a large number changes. Returns null where the text isn't such an object; then it is shown as it stands.
 */
export function readFields(text: string): readonly ArgumentField[] | null {
  const lines = text.split('\n');
  if (text === '{}') return [];
  if (lines[0] !== '{' || lines.at(-1) !== '}') return null;
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of lines.slice(1, -1)) {
    const [, name, start] = firstLineOfField.exec(line) ?? [];
    if (name !== undefined && start !== undefined) fields.push({ name: readString(name), lines: [start] });
    else if (line.startsWith(indent)) fields.at(-1)?.lines.push(line.slice(indent.length));
    else return null;
  }
  return fields.map(({ name, lines: value }) => ({ name, ...readValue(value.join('\n').replace(/,$/, '')) }));
}

function readValue(text: string): Pick<ArgumentField, 'value' | 'kind'> {
  return text.startsWith('"') ? { value: readString(text), kind: 'text' } : { value: text, kind: 'json' };
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** A JSON string literal, in which the core may have written a hidden character as `\u{202E}`. */
function readString(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\\(?:u\{([0-9A-F]+)\}|u([0-9a-fA-F]{4})|(.))/g, (_, braced?: string, four?: string, one?: string) => {
      const hex = braced ?? four;
      return hex === undefined ? (escapes[one ?? ''] ?? one ?? '') : String.fromCodePoint(Number.parseInt(hex, 16));
    });
}
