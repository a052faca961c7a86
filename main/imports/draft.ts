import type { ServerQuestion } from '../../contract/imports.ts';

/** A part of a value: text as it is, what the person answers, or a secret that must not leave the core. */
export type Piece = string | Asked | Hidden;

export interface Asked {
  readonly ask: string;
  /** The answer has one value per line; as an argument, each line becomes an argument of its own. */
  readonly each?: true;
}

export interface Hidden {
  readonly hidden: string;
}

/** Text with holes. */
export interface Value {
  readonly pieces: readonly Piece[];
  /** The question that must have an answer for this value to be there at all. */
  readonly onlyWith?: string;
}

export interface StdioTarget {
  readonly kind: 'stdio';
  readonly command: Value;
  readonly args: readonly Value[];
  readonly env: ReadonlyMap<string, Value>;
  readonly cwd: Value | null;
}

export interface HttpTarget {
  readonly kind: 'http';
  readonly url: Value;
  readonly headers: ReadonlyMap<string, Value>;
}

export interface BuiltinTarget {
  readonly kind: 'builtin';
  readonly builtin: 'files' | 'memory';
  readonly roots: readonly Value[];
}

export type Target = StdioTarget | HttpTarget | BuiltinTarget;

/** A server that was found somewhere, in one shape whatever wrote it down. */
export interface Draft {
  /** As it was found; empty where it had none. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly target: Target;
  readonly questions: readonly ServerQuestion[];
  readonly signsIn: boolean;
  /** Sentences about what it does or what of it can't be taken over. */
  readonly warnings: readonly string[];
}

/** Where a value stands. `key` is the name of the variable, header or flag; for a bare argument what it stands behind, or nothing. */
export interface Place {
  readonly kind: 'command' | 'argument' | 'variable' | 'folder' | 'address' | 'header';
  readonly key: string;
}

export function plain(text: string): Value {
  return { pieces: [text] };
}

/** The text of a value without holes; null where it has some. */
export function plainText({ pieces }: Value): string | null {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  return texts.length === pieces.length ? texts.join('') : null;
}

/** A draft of what has only a name and a target. */
export function draftOf(name: string, target: Target, more: Partial<Draft> = {}): Draft {
  return { name, title: '', summary: '', questions: [], signsIn: false, warnings: [], ...more, target };
}

/** The same draft with every value changed where it stands. */
export function withValues(draft: Draft, change: (value: Value, place: Place) => Value): Draft {
  return { ...draft, target: changedTarget(draft.target, change) };
}

/** Every value with its place, in the order in which a person reads them. */
export function valuesOf(draft: Draft): { readonly value: Value; readonly place: Place }[] {
  const found: { value: Value; place: Place }[] = [];
  withValues(draft, (value, place) => {
    found.push({ value, place });
    return value;
  });
  return found;
}

type Change = (value: Value, place: Place) => Value;

function changedTarget(target: Target, change: Change): Target {
  if (target.kind === 'builtin') return { ...target, roots: target.roots.map((root) => change(root, { kind: 'folder', key: 'folder' })) };
  if (target.kind === 'http') {
    return { ...target, url: change(target.url, { kind: 'address', key: 'url' }), headers: changedMap(target.headers, 'header', change) };
  }
  return {
    ...target,
    command: change(target.command, { kind: 'command', key: 'command' }),
    args: target.args.map((arg, index) => change(arg, { kind: 'argument', key: argumentKey(target.args, index) })),
    env: changedMap(target.env, 'variable', change),
    cwd: target.cwd === null ? null : change(target.cwd, { kind: 'folder', key: 'cwd' }),
  };
}

function changedMap(values: ReadonlyMap<string, Value>, kind: Place['kind'], change: Change): Map<string, Value> {
  return new Map([...values].map(([key, value]) => [key, change(value, { kind, key })]));
}

/** Of `--token abc` and `--token=abc` it is `token`; of `KEY=value`, `KEY`; of `Name: value`, `Name`; of `type=bind,src=…`, nothing. */
function argumentKey(args: readonly Value[], index: number): string {
  const text = leadingText(args[index]);
  const [, own] = /^-{0,2}([A-Za-z][\w.-]{0,127})=/.exec(text) ?? [];
  if (own !== undefined) return /,\w+=/.test(text) ? '' : own;
  const [, before = ''] = /^--?([A-Za-z][\w.-]{0,127})$/.exec(leadingText(args[index - 1])) ?? [];
  return headerIn(text, before) ?? (text.startsWith('-') ? '' : before);
}

/** `Name: value`; behind the option for headers also `Name:value`. */
function headerIn(text: string, before: string): string | undefined {
  const [, header, gap] = /^([A-Za-z][\w-]{0,127}):(\s?)/.exec(text) ?? [];
  return gap !== '' || /^(?:H|headers?)$/.test(before) ? header : undefined;
}

/** As it is filled in; what is asked is empty. */
export function textOf(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return 'hidden' in piece ? piece.hidden : '';
}

/** Up to the first hole. */
export function leadingText(value: Value | undefined): string {
  const first = value?.pieces[0];
  return typeof first === 'string' ? first : '';
}
