/** One line of a change, as a person reads it. */
export interface DiffLine {
  /** `gap`: lines that stay as they are are left out here. `note`: about the text, such as a missing end of line. */
  readonly kind: 'added' | 'removed' | 'same' | 'gap' | 'note';
  readonly text: string;
}

const kinds: Readonly<Record<string, DiffLine['kind']>> = { '+': 'added', '-': 'removed', ' ': 'same', '\\': 'note' };
const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/;
/** Characters of a long line that are shown on each side of what changes in it. */
const around = 120;
const longLine = 600;
/** What is shown of a line that is long all over. */
const shownAtMost = 20_000;

/** Reads a unified diff; what stands before its first `@@` names files and is left out. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let inHunk = false;
  for (const line of diff.split('\n')) {
    const [, from] = hunk.exec(line) ?? [];
    if (from !== undefined) {
      inHunk = true;
      lines.push({ kind: 'gap', text: `from line ${from}` });
    } else if (inHunk && line !== '') lines.push(lineOf(line));
  }
  return focused(lines);
}

function lineOf(line: string): DiffLine {
  // Of an end of line CR LF the CR is left, which is no news on every line.
  return { kind: kinds[line.charAt(0)] ?? 'same', text: line.slice(1).replace(/\r$/, '') };
}

/** A file without line breaks is one line before and one after: of the two, only the surroundings of the change are worth reading. */
function focused(lines: readonly DiffLine[]): readonly DiffLine[] {
  return lines.map((line, index) => {
    if (line.text.length <= longLine) return line;
    const other = counterpart(lines, index, line.kind);
    return { ...line, text: cut(other === null ? line.text : onlyChange(line.text, other)) };
  });
}

/** The line that this one replaces, or that replaces it; a note about the end of the file may stand between them. */
function counterpart(lines: readonly DiffLine[], index: number, kind: DiffLine['kind']): string | null {
  if (kind !== 'removed' && kind !== 'added') return null;
  const step = kind === 'removed' ? 1 : -1;
  const near = lines[index + step];
  const other = near?.kind === 'note' ? lines[index + 2 * step] : near;
  return other?.kind === (kind === 'removed' ? 'added' : 'removed') ? other.text : null;
}

function onlyChange(text: string, other: string): string {
  const most = Math.min(text.length, other.length);
  let before = 0;
  while (before < most && text[before] === other[before]) before += 1;
  let after = 0;
  while (after < most - before && text.at(-1 - after) === other.at(-1 - after)) after += 1;
  const from = Math.max(0, before - around);
  const to = Math.min(text.length, text.length - after + around);
  return `${left(from, 'the same')}${text.slice(from, to)}${left(text.length - to, 'the same')}`;
}

function cut(text: string): string {
  return text.length <= shownAtMost ? text : text.slice(0, shownAtMost) + left(text.length - shownAtMost, 'more');
}

function left(count: number, what: string): string {
  return count === 0 ? '' : ` [… ${count} characters ${what} …] `;
}
