/** What a typed line means: the program and its arguments, exactly as they will be passed, an address, or why it can’t be read. The window and the core read it alike. */
export type CommandLine =
  | { readonly kind: 'argv'; readonly argv: readonly string[] }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'fault'; readonly sentence: string };

const address = /^\s*((?:https?|wss?):\/\/\S+)\s*$/i;

/**
 * Pieces of a line, in order of trial: a space between words, 'single', "double", a backslash that makes a space, quote or backslash
 * plain, any other character. A backslash before anything else is itself, so that Windows paths survive.
 */
const pieces = /(?<gap>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[^])*)"|\\(?<escaped>[\s"'\\])|(?<plain>[^])/gu;

/**
 * Splits one line into words the way a person expects from a shell, unless it is the address of a remote server. Nothing is expanded: no variables, no `~`, no pipes.
 */
export function parseCommandLine(line: string): CommandLine {
  const [, url] = address.exec(line) ?? [];
  return url === undefined ? split(line) : { kind: 'address', url };
}

function split(line: string): CommandLine {
  const argv: string[] = [];
  let word: string | null = null;
  for (const { groups = {} } of line.matchAll(pieces)) {
    if (groups['plain'] === '"' || groups['plain'] === "'") return { kind: 'fault', sentence: unclosed(groups['plain']) };
    if (groups['gap'] === undefined) {
      word = (word ?? '') + meaningOf(groups);
    } else if (word !== null) {
      argv.push(word);
      word = null;
    }
  }
  return { kind: 'argv', argv: word === null ? argv : [...argv, word] };
}

function meaningOf(groups: Readonly<Record<string, string | undefined>>): string {
  const inDouble = groups['double']?.replaceAll(/\\(["\\])/g, '$1');
  return groups['single'] ?? inDouble ?? groups['escaped'] ?? groups['plain'] ?? '';
}

function unclosed(quote: string): string {
  return `A ${quote} is opened and never closed. Close it, or put a \\ before it.`;
}
