import { NamedError } from '../../contract/errors.ts';
import { parseCommandLine } from '../../contract/command-line.ts';
import { draftOfClientCommand } from './client-commands.ts';
import type { FoundDraft } from './documents.ts';
import { type Draft, draftOf, plain } from './draft.ts';

/** More than anybody pastes; what is longer is junk. */
const mostCommands = 200;
const longestCommand = 50_000;
const mostWords = 1_000;

/** What a shell would make something of, where nothing quotes it. One `&` within a word is an address's. */
const shellSign = /\|+|&&|;$|^&$|^\d?[<>]{1,3}(?:&\d)?|\$\(|`/;
/** What it would run to know a variable's value, also between double quotes. */
const substitution = /\$\(|`/;

/**
 * Servers from lines as people copy them from a terminal or a README: commands, `NAME=value` before them, and the commands by which apps
 * add a server. No shell ever sees them.
 * @throws NamedError `invalid_input` when a line needs a shell, or a quote is never closed.
 */
export function draftsOfCommands(text: string): FoundDraft[] {
  const environment = new Map<string, string>();
  const lines = logicalLines(text);
  const commands = lines.length > 1 ? lines.filter(({ line }) => startsSomething(line)) : lines;
  return commands.slice(0, mostCommands).flatMap(({ line, number }) => draftsOfLine(line, number, environment));
}

const programs =
  'npx|npm|pnpm|pnpx|yarn|bun|bunx|uv|uvx|pipx|docker|podman|nerdctl|dnx|dotnet|node|deno|python3?|py|java|ruby|go|php|perl|sh|bash|zsh|cmd|powershell|pwsh|wsl|sudo|claude|codex|gemini|qwen|copilot|droid|amp|kiro-cli|code(?:-insiders)?|cursor';
const start = new RegExp(
  String.raw`^(?:(?:env|export|set)\s+)?(?:(?:\$env:)?[A-Za-z_]\w*=\S|https?://|["']?(?:${programs})(?:\.exe|\.cmd)?["']?(?:\s|$)|["']?(?:[.~]?/|[A-Za-z]:\\)\S)`,
  'i',
);

/** Among several lines, words that no program is called by are prose. */
function startsSomething(line: string): boolean {
  return start.test(line);
}

interface Line {
  readonly line: string;
  /** From 1. */
  readonly number: number;
}

/** Lines that go on with `\`, `^` or a backtick are one; prompts and comments go. */
function logicalLines(text: string): Line[] {
  const lines: Line[] = [];
  let goesOn = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const own = raw.replace(/\s[\\^`]\s*$/, ' ');
    const before = goesOn ? lines.pop() : undefined;
    lines.push({ line: `${before?.line ?? ''}${own}`, number: before?.number ?? index + 1 });
    goesOn = own !== raw;
  }
  return lines
    .map(({ line, number }) => ({ line: withoutLead(line), number }))
    .filter(({ line }) => line !== '' && !/^(?:#|\/\/|REM\s)/i.test(line));
}

/** Without the prompt of a terminal, or the words that lead to a command: “Install with: npx …”. */
function withoutLead(line: string): string {
  const own = line.replace(/^\s*(?:[$%#>❯➜]|PS [^>]{0,80}>|C:\\[^>]{0,80}>)\s+/, '').trim();
  const [, rest = own] = /^[A-Z][\w ,'’()-]{0,80}:\s+`?([^`]+)`?$/.exec(own) ?? [];
  return startsSomething(rest) ? rest : own.replace(/^`([^`]+)`$/, '$1');
}

function draftsOfLine(line: string, number: number, environment: Map<string, string>): FoundDraft[] {
  if (line.length > longestCommand) throw faultIn(number, 'This is too long to be a command.');
  const typed = asTyped(line);
  const parsed = parseCommandLine(typed);
  if (parsed.kind === 'fault') throw faultIn(number, parsed.sentence);
  if (parsed.kind === 'address') return [ofDraft(remoteDraft(parsed.url))];
  const words = withoutExports(parsed.argv, environment);
  refuseForShells(assignedWords(typed).slice(0, parsed.argv.length - words.length), substitution, number);
  if (words.length === 0) return [];
  if (words.length > mostWords) throw faultIn(number, 'This has too many words to be a command.');
  refuseForShells(unquotedWords(typed).slice(-words.length), shellSign, number);
  return draftsOfWords(words, environment);
}

/** As many words as the line has, without what quotes or the brackets of an example protect. */
function unquotedWords(line: string): readonly string[] {
  const parsed = parseCommandLine(line.replaceAll(/'[^']*'|"(?:[^"\\]|\\[^])*"|\\[\s"'\\]|<[A-Za-z][^<>\s]{0,60}>/g, '_'));
  return parsed.kind === 'argv' ? parsed.argv : [];
}

/** As many words as the line has, without what single quotes protect. */
function assignedWords(line: string): readonly string[] {
  const parsed = parseCommandLine(line.replaceAll(/"(?:[^"\\]|\\[^])*"|'[^']*'/g, (text) => (text.startsWith('"') ? text : '_')));
  return parsed.kind === 'argv' ? parsed.argv : [];
}

function refuseForShells(words: readonly string[], signs: RegExp, number: number): void {
  for (const word of words) {
    const sign = signs.exec(word)?.[0];
    if (sign !== undefined)
      throw faultIn(
        number,
        `“${sign}” needs a shell, and Patchbay starts servers without one. Paste only the part that starts the server.`,
      );
    if (/^[–—−]/.test(word))
      throw faultIn(number, 'An option begins with a long dash, as web pages make them. Write - or -- in its place.');
  }
}

/** Without what web pages put into a command that they show: quotes that curl, and characters that nobody sees. */
function asTyped(line: string): string {
  return line
    .replaceAll(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/<[A-Za-z][^<>"'|&;]{0,60}>/g, (example) => example.replaceAll(/\s+/g, '-'));
}

function draftsOfWords(words: readonly string[], environment: ReadonlyMap<string, string>): FoundDraft[] {
  const added = draftOfClientCommand(words);
  if (added !== null) return added.map(({ draft, inputs }) => ({ draft: withEnvironment(draft, environment), inputs }));
  const [command = '', ...args] = words;
  const target = { kind: 'stdio', command: plain(command), args: args.map(plain), env: new Map(), cwd: null } as const;
  return [ofDraft(withEnvironment(draftOf('', target), environment))];
}

/** `A=1 B=2 npx …`, `env A=1 npx …`, `export A=1 && npx …`, `set A=1`, `$env:A="1"; npx …`. */
function withoutExports(argv: readonly string[], environment: Map<string, string>): readonly string[] {
  const own = /^(?:env|export|set)$/.test(argv[0] ?? '') && assignmentIn(argv[1]) !== null ? argv.slice(1) : argv;
  const end = own.findIndex((word) => assignmentIn(word) === null);
  const assigned = own.slice(0, end < 0 ? own.length : end).flatMap((word) => [assignmentIn(word)].filter((pair) => pair !== null));
  for (const [name, value] of assigned) environment.set(name, value.replace(/;$/, ''));
  const rest = own.slice(assigned.length);
  return assigned.length > 0 && /^(?:&&?|;)$/.test(rest[0] ?? '') ? withoutExports(rest.slice(1), environment) : rest;
}

function assignmentIn(word = ''): [string, string] | null {
  const [, name, value] = /^(?:\$env:)?([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
  return name === undefined || value === undefined ? null : [name, value];
}

function withEnvironment(draft: Draft, environment: ReadonlyMap<string, string>): Draft {
  if (draft.target.kind !== 'stdio' || environment.size === 0) return draft;
  const env = new Map([...[...environment].map(([name, value]) => [name, plain(value)] as const), ...draft.target.env]);
  return { ...draft, target: { ...draft.target, env } };
}

export function remoteDraft(url: string): Draft {
  return draftOf('', { kind: 'http', url: plain(url), headers: new Map() });
}

function ofDraft(draft: Draft): FoundDraft {
  return { draft, inputs: [] };
}

function faultIn(line: number, sentence: string): NamedError {
  return new NamedError('invalid_input', `Line ${line}: ${sentence}`, { line, column: 1 });
}
