import { type Draft, leadingText, plainText, type Value } from './draft.ts';
import { baseName, isPackageOf, type Program, programOf } from './program.ts';

/** `named`: a package or a script, which is run. `code`: text that a shell or an interpreter runs. */
export type RunAs = 'named' | 'code';

const shells = /^(?:(?:ba|z|da|fi|k|c|tc)?sh|cmd|powershell|pwsh|wsl|python[\d.]*|pypy[\d.]*|npx|npm|pnpm|bunx|su)$/;
const interpreters = /^(?:node|nodejs|bun|deno|tsx|ts-node|perl|ruby|php|lua|osascript|Rscript)$/i;
const shellOption = /^(?:-[a-z]*c|--call|--command|\/[ck]|-(?:encoded)?command)$/i;
const codeOption = /^(?:-[a-z]*[epr]|--eval|--print|--run|eval)$/;
const withCode = /^--(?:eval|print|call|command)=/;

/** The arguments that say what runs. A person must be shown these, whatever they look like, before anything runs. */
export function whatRuns(draft: Draft): ReadonlyMap<Value, RunAs> {
  const { target } = draft;
  if (target.kind !== 'stdio') return new Map();
  const words = [target.command, ...target.args].map((value) => plainText(value) ?? leadingText(value));
  const program = programOf(draft);
  return new Map(
    target.args.flatMap((value, index): [Value, RunAs][] => {
      if (isCode(words, index + 1)) return [[value, 'code']];
      return isNamed(words, index + 1, program) ? [[value, 'named']] : [];
    }),
  );
}

function isCode(words: readonly string[], at: number): boolean {
  const runners = words.slice(0, at).map(baseName);
  const [option = '', word = ''] = [words[at - 1], words[at]];
  if (runners.some((name) => shells.test(name)) && (shellOption.test(option) || withCode.test(word))) return true;
  return runners.some((name) => interpreters.test(name)) && (codeOption.test(option) || withCode.test(word));
}

function isNamed(words: readonly string[], at: number, program: Program | null): boolean {
  const word = words[at] ?? '';
  if (program === null || word === '') return false;
  if (program.source !== 'program') return isPackageOf(word.replace(/^--?[\w-]+=/, ''), program);
  const name = baseName(words[0] ?? '');
  return (shells.test(name) || interpreters.test(name)) && words.findIndex((other, index) => index > 0 && !other.startsWith('-')) === at;
}

const acts = /[\s$`;|&<>(){}'"\\!*?#^%]/;

/** Whether a piece of code could do something by itself; a key can't. */
export function couldAct(text: string): boolean {
  return acts.test(text);
}
