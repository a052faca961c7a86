import { type Draft, plainText, type StdioTarget, textOf, type Value } from './draft.ts';
import { type Program, programOf } from './program.ts';

/**
 * Whether two drafts are the same server, whatever it is called, whichever version of it, and whichever program fetches it. Other
 * arguments, folders, accounts or secrets make another server; what is still to be answered may be anything.
 */
export function isSameServer(a: Draft, b: Draft): boolean {
  const [one, other] = [a.target, b.target];
  if (one.kind === 'http') return other.kind === 'http' && sameAddress(one.url, other.url) && sameHeaders(one.headers, other.headers);
  if (one.kind === 'builtin') return other.kind === 'builtin' && one.builtin === other.builtin && sameList(one.roots, other.roots);
  return other.kind === 'stdio' && sameSurroundings(one, other) && sameProgram(programOf(a), programOf(b)) && sameArguments(a, b);
}

function sameSurroundings(a: StdioTarget, b: StdioTarget): boolean {
  return sameFolder(a.cwd, b.cwd) && sameValues(a.env, b.env);
}

/** The same words run something else elsewhere. */
function sameFolder(a: Value | null, b: Value | null): boolean {
  return a === null || b === null ? a === b : sameValue(a, b);
}

function sameHeaders(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  const spelled = (headers: ReadonlyMap<string, Value>) => new Map([...headers].map(([name, value]) => [name.toLowerCase(), value]));
  return sameValues(spelled(a), spelled(b));
}

function sameProgram(a: Program | null, b: Program | null): boolean {
  return a !== null && a.source === b?.source && a.name === b.name;
}

/** Of those that are left for the server itself, and what a container may reach. */
function sameArguments(a: Draft, b: Draft): boolean {
  return sameList(argumentsThatMatter(a), argumentsThatMatter(b));
}

function argumentsThatMatter(draft: Draft): Value[] {
  const program = programOf(draft);
  if (program === null || draft.target.kind !== 'stdio') return [];
  const own = draft.target.args.slice(draft.target.args.length - program.args.length);
  return program.source === 'container' ? [...containerReach(draft.target.args.slice(0, -program.args.length || undefined)), ...own] : own;
}

const reach = new Set(['-v', '--volume', '--mount', '--network', '--net', '-e', '--env', '--env-file', '--privileged', '--entrypoint']);

/** Options of a container that decide what it reaches or is told, in any order. */
function containerReach(args: readonly Value[]): Value[] {
  const kept = args.flatMap((value, index) => {
    const word = plainText(value) ?? '';
    const before = plainText(args[index - 1] ?? { pieces: [] }) ?? '';
    return reach.has(before) || /^--(?:volume|mount|network|net|env|env-file|entrypoint)=/.test(word) || word === '--privileged'
      ? [value]
      : [];
  });
  return kept.toSorted((a, b) => comparable(a).localeCompare(comparable(b)));
}

function sameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, index) => sameValue(value, b[index]));
}

function sameValues(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].every((name) => {
    const [left, right] = [a.get(name), b.get(name)];
    return left === undefined || right === undefined ? isOpen(left ?? right) : sameValue(left, right);
  });
}

/** An answer that may stay out. */
function isOpen(value: Value | undefined): boolean {
  return value?.onlyWith !== undefined;
}

function sameValue(a: Value, b: Value | undefined): boolean {
  if (b === undefined) return false;
  if (hasHole(a) || hasHole(b)) return matches(a, b) || matches(b, a);
  return comparable(a) === comparable(b);
}

function hasHole({ pieces }: Value): boolean {
  return pieces.some((piece) => typeof piece === 'object' && 'ask' in piece);
}

/** Whether the other could come of this one by answers: its texts stand in it in order. */
function matches(template: Value, other: Value): boolean {
  const text = comparable(other);
  const parts = template.pieces.reduce<string[]>(
    (made, piece) =>
      typeof piece === 'object' && 'ask' in piece ? [...made, ''] : [...made.slice(0, -1), `${made.at(-1) ?? ''}${textOf(piece)}`],
    [''],
  );
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.slice(first.length).endsWith(last)) return false;
  let from = first.length;
  return rest.every((part) => {
    const found = text.indexOf(part, from);
    from = found + part.length;
    return found >= 0 && from <= text.length - last.length;
  });
}

function comparable(value: Value): string {
  return value.pieces.map(textOf).join('');
}

function sameAddress(a: Value, b: Value): boolean {
  if (hasHole(a) || hasHole(b)) return sameValue(a, b);
  return normalAddress(comparable(a)) === normalAddress(comparable(b));
}

/** Host in small letters, the scheme's own port left out, no slash at the end. */
function normalAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return `${url.protocol}//${url.username}:${url.password}@${url.host}${url.pathname.replace(/\/+$/, '')}${url.search}`;
}
