import { type FoundDraft, draftsOf } from './documents.ts';
import { type Draft, draftOf, plain, type Value } from './draft.ts';
import { interpolated } from './interpolation.ts';
import { readStructured } from './structured-text.ts';

/** `<app> mcp add …`, by the programs that know it. */
const apps = new Set([
  'claude',
  'codex',
  'gemini',
  'qwen',
  'copilot',
  'droid',
  'amp',
  'kiro-cli',
  'q',
  'opencode',
  'cursor-agent',
  'agy',
  'junie',
  'cline',
  'kilo',
]);
const editors = new Set(['code', 'code-insiders', 'codium', 'cursor', 'windsurf', 'trae', 'kiro', 'antigravity']);

/** Options with a value, by what they say. */
type Meaning = 'env' | 'header' | 'url' | 'command' | 'name' | 'args' | 'bearer' | 'other';

const meanings: ReadonlyMap<string, Meaning> = new Map(
  (
    [
      ['env', ['-e', '--env']],
      ['header', ['-H', '--header', '--headers']],
      [
        'other',
        [
          '-t',
          '--transport',
          '--type',
          '-s',
          '--scope',
          '--timeout',
          '--description',
          '--include-tools',
          '--exclude-tools',
          '--client-id',
          '--callback-port',
          '--tools',
          '--agent',
        ],
      ],
      ['url', ['--url']],
      ['command', ['--command']],
      ['name', ['--name']],
      ['args', ['--args']],
      ['bearer', ['--bearer-token-env-var']],
    ] as const
  ).flatMap(([meaning, flags]) => flags.map((flag) => [flag, meaning])),
);

/** What a command by which an app adds a server would add; null: it is no such command. */
export function draftOfClientCommand(words: readonly string[]): FoundDraft[] | null {
  const name = (/[^\\/]*$/.exec(words[0] ?? '')?.[0] ?? '').replace(/\.(?:exe|cmd)$/i, '');
  const json = jsonIn(name, words);
  if (json !== null) return json;
  if (!isAppCommand(name, words, 'add')) return null;
  return [{ draft: addedDraft(readOptions(words.slice(3))), inputs: [] }];
}

/** `code --add-mcp '{…}'`, `claude mcp add-json NAME '{…}'`. */
function jsonIn(app: string, words: readonly string[]): FoundDraft[] | null {
  const at = words.findIndex((word) => /^--add-mcp(?:=|$)/.test(word));
  if (editors.has(app) && at > 0) {
    const inline = (words[at] ?? '').replace(/^--add-mcp=?/, '');
    return draftsOf(readStructured(inline === '' ? (words[at + 1] ?? '') : inline, 'JSON'));
  }
  if (!isAppCommand(app, words, 'add-json')) return null;
  const [name = '', text = ''] = readOptions(words.slice(3)).given;
  return draftsOf(readStructured(text, 'JSON')).map(({ draft, inputs }) => ({ draft: { ...draft, name }, inputs }));
}

function isAppCommand(app: string, words: readonly string[], verb: string): boolean {
  return apps.has(app) && words[1] === 'mcp' && words[2] === verb;
}

interface Options {
  /** Neither an option nor its value. */
  readonly given: string[];
  readonly values: Map<string, string[]>;
}

/** Options end where the server's own command begins: at `--`, or after its first word. */
function readOptions(words: readonly string[]): Options {
  const read: Options = { given: [], values: new Map() };
  let index = 0;
  while (index < words.length) {
    const rest = ownCommandAt(words, index, read.given);
    if (rest !== null) return { ...read, given: [...read.given, ...rest] };
    const word = words[index] ?? '';
    const option = optionAt(words, index);
    if (option === null && !word.startsWith('-')) read.given.push(word);
    if (option !== null) read.values.set(option.meaning, [...(read.values.get(option.meaning) ?? []), ...option.values]);
    index += option?.length ?? 1;
  }
  return read;
}

function ownCommandAt(words: readonly string[], index: number, given: readonly string[]): readonly string[] | null {
  if (words[index] === '--') return words.slice(index + 1);
  return given.length >= 2 && !isAddress(given[1]) ? words.slice(index) : null;
}

function optionAt(
  words: readonly string[],
  index: number,
): { readonly meaning: Meaning; readonly values: string[]; readonly length: number } | null {
  const word = words[index] ?? '';
  const [, flag = word, inline] = /^(--?[\w-]+)=([^]*)$/.exec(word) ?? [];
  const meaning = meanings.get(flag);
  if (meaning === undefined) return null;
  const values = inline === undefined ? valuesAfter(words, index, meaning) : [inline];
  return { meaning, values, length: inline === undefined ? 1 + values.length : 1 };
}

/** `-e A=1 B=2 name`: Claude Code takes as many as follow. */
function valuesAfter(words: readonly string[], index: number, meaning: Meaning): string[] {
  const first = words[index + 1];
  if (first === undefined) return [];
  if (meaning !== 'env') return [first];
  const rest = words.slice(index + 2);
  const end = rest.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return [first, ...(end < 0 ? rest : rest.slice(0, end))];
}

function addedDraft({ given, values }: Options): Draft {
  const first = (meaning: Meaning) => values.get(meaning)?.[0];
  const named = first('name');
  const [name = '', ...rest] = named === undefined ? given : [named, ...given];
  const url = first('url') ?? rest.slice(0, 1).find(isAddress);
  if (url !== undefined) return draftOf(name, { kind: 'http', url: plain(url), headers: headersOf(values) });
  const program = first('command');
  const more = (values.get('args') ?? []).flatMap((args) => args.split(','));
  const [command = '', ...args] = program === undefined ? commandIn(rest) : [program, ...more, ...rest];
  const env = new Map((values.get('env') ?? []).map(assignment));
  return draftOf(name, { kind: 'stdio', command: plain(command), args: args.map(plain), env, cwd: null });
}

function assignment(text: string): [string, Value] {
  return [text.replace(/=[^]*$/, ''), plain(text.replace(/^[^=]*=?/, ''))];
}

/** Droid takes the command as one text. */
function commandIn(words: readonly string[]): readonly string[] {
  const [only = ''] = words;
  return words.length === 1 && /^[^\s\\/]+\s/.test(only) ? only.trim().split(/\s+/) : words;
}

function headersOf(values: ReadonlyMap<string, string[]>): Map<string, Value> {
  const bearer = values.get('bearer')?.[0];
  const given = (values.get('header') ?? []).map((text): [string, Value] => {
    const [, name = text, value = ''] = /^([^:=]+)[:=]\s*([^]*)$/.exec(text) ?? [];
    return [name.trim(), plain(value)];
  });
  return new Map([...(bearer === undefined ? [] : [['Authorization', interpolated(bearer, 'Bearer ')] as const]), ...given]);
}

function isAddress(word: string | undefined): boolean {
  return word !== undefined && /^(?:https?|wss?):\/\//i.test(word);
}
