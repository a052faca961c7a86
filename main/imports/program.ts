import { type Draft, leadingText, type Value } from './draft.ts';

/** What a server's command really runs, whichever program fetches it. */
export interface Program {
  /** `npm`, `pypi`, `container`, `nuget`, or `program` for one that lies on this computer. */
  readonly source: 'npm' | 'pypi' | 'container' | 'nuget' | 'program';
  /** The package, the image, or the program with its path. */
  readonly name: string;
  /** Null: whatever is newest on the day it runs. */
  readonly version: string | null;
  /** What is left for the server itself; an argument with a hole is null. */
  readonly args: readonly (string | null)[];
  /** Of a container: what stands before the image. */
  readonly options: readonly (string | null)[];
}

type Words = readonly (string | null)[];

interface Runner {
  readonly source: Program['source'];
  /** Options that take a value of their own. */
  readonly valued: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();
const npmValued = new Set(['-p', '--package', '-c', '--call', '--registry', '--cache', '--prefix', '-w', '--workspace']);
const uvValued = new Set([
  '--from',
  '--with',
  '--python',
  '-p',
  '--index-url',
  '--extra-index-url',
  '--index',
  '--directory',
  '--refresh-package',
]);
const containerValued = new Set(
  `-e --env -v --volume --mount -p --publish --name --network --net -u --user -w --workdir --env-file -l --label --entrypoint --add-host --memory -m
   --cpus --pull --platform --security-opt --cap-add --cap-drop --device --tmpfs --hostname -h --ulimit --gpus --restart --log-driver --dns`.split(
    /\s+/,
  ),
);

/** By the words that the command begins with. */
const runners: readonly (readonly [readonly string[], Runner])[] = [
  [['npm', 'exec'], { source: 'npm', valued: npmValued }],
  [['npm', 'x'], { source: 'npm', valued: npmValued }],
  [['pnpm', 'dlx'], { source: 'npm', valued: npmValued }],
  [['yarn', 'dlx'], { source: 'npm', valued: npmValued }],
  [['bun', 'x'], { source: 'npm', valued: npmValued }],
  [['npx'], { source: 'npm', valued: npmValued }],
  [['pnpx'], { source: 'npm', valued: npmValued }],
  [['bunx'], { source: 'npm', valued: npmValued }],
  [['uvx'], { source: 'pypi', valued: uvValued }],
  [['uv', 'tool', 'run'], { source: 'pypi', valued: uvValued }],
  [['pipx', 'run'], { source: 'pypi', valued: new Set(['--spec', '--python', '--pip-args']) }],
  [['docker', 'run'], { source: 'container', valued: containerValued }],
  [['docker', 'container', 'run'], { source: 'container', valued: containerValued }],
  [['podman', 'run'], { source: 'container', valued: containerValued }],
  [['nerdctl', 'run'], { source: 'container', valued: containerValued }],
  [['dnx'], { source: 'nuget', valued: none }],
];

/** Null for what has no command. */
export function programOf({ target }: Draft): Program | null {
  if (target.kind !== 'stdio') return null;
  return programIn([target.command, ...target.args].map(wordOf));
}

export function programIn(words: Words): Program {
  const argv = withoutShell(words);
  const [first = '', ...rest] = argv;
  const name = baseName(first ?? '');
  const match = runners.find(([lead]) => lead.every((word, index) => (index === 0 ? name === word : argv[index] === word)));
  if (match === undefined) return { source: 'program', name: first ?? '', version: null, args: rest, options: [] };
  const [lead, runner] = match;
  return fetched(runner, argv.slice(lead.length));
}

/** `cmd /c npx …` and `env npx …` run the same as what follows. */
function withoutShell(words: Words): Words {
  const name = baseName(words[0] ?? '');
  if (name === 'cmd' && /^\/[ck]$/i.test(words[1] ?? '')) return words.slice(2);
  return name === 'env' && words.length > 1 && !/[=-]/.test(words[1] ?? '') ? words.slice(1) : words;
}

function fetched({ source, valued }: Runner, words: Words): Program {
  const { options, chosen } = optionsBefore(words, valued, source);
  const start = options.length + (words[options.length] === '--' ? 1 : 0);
  const named = words[start] ?? '';
  const { name, version } = packageAndVersion(chosen ?? named, source);
  const rest = words.slice(start + 1).filter((word, at) => !(source === 'nuget' && at < 2 && (word === '--yes' || word === '--')));
  return { source, name, version, args: chosen === null || sameName(named, name) ? rest : [named, ...rest], options };
}

/** What stands before the package, and the package where an option names it. */
function optionsBefore(
  words: Words,
  valued: ReadonlySet<string>,
  source: Program['source'],
): { options: (string | null)[]; chosen: string | null } {
  const options: (string | null)[] = [];
  let chosen: string | null = null;
  for (let word = words[0] ?? ''; word.startsWith('-') && word !== '--'; word = words[options.length] ?? '') {
    const taken = valued.has(word) ? [words[options.length + 1] ?? null] : [];
    options.push(word, ...taken);
    if (source !== 'container' && namesPackage.test(word)) chosen = taken[0] ?? word.replace(/^[^=]*=/, '');
  }
  return { options, chosen };
}

const namesPackage = /^(?:-p|--package|--from|--spec)(?:=|$)/;

function sameName(word: string, name: string): boolean {
  return word === name || word === name.replace(/^.*\//, '');
}

function packageAndVersion(word: string, source: Program['source']): { name: string; version: string | null } {
  const text = withoutLogin(word);
  const split =
    source === 'container'
      ? /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/
      : source === 'pypi'
        ? /^([^@=<>~!]+)(?:@|==)(.+)$/
        : /^(@?[^@]+)@(.+)$/;
  const [, name = text, first, second] = split.exec(text) ?? [];
  const version = first ?? second ?? null;
  const normal =
    source === 'pypi'
      ? name
          .replace(/\[.*\]$/, '')
          .toLowerCase()
          .replaceAll('_', '-')
      : name;
  return {
    name: normal.replace(/^docker\.io\/(?:library\/)?/, ''),
    version: version === null || /^(?:latest|next|main|\*|x)$/i.test(version) ? null : version,
  };
}

/** Of a package that lies at an address: where, and not who fetches it. */
function withoutLogin(word: string): string {
  return word.includes('://') ? word.replace(/:\/\/[^/?#\\]*@/, '://').replace(/\?.*$/s, '') : word;
}

/** Whether a word of a command names its package. */
export function isPackageOf(word: string, { source, name }: Program): boolean {
  return word !== '' && packageAndVersion(word, source).name === name;
}

/** `C:\Program Files\nodejs\npx.cmd` is `npx`. */
export function baseName(command: string): string {
  return (/[^\\/]*$/.exec(command)?.[0] ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat|ps1)$/, '');
}

/** Without its secrets. An option with a hole still is that option; any other word with a hole is null. */
function wordOf(value: Value): string | null {
  const texts = value.pieces.filter((piece) => typeof piece === 'string');
  if (!value.pieces.some((piece) => typeof piece === 'object' && 'ask' in piece)) return texts.join('');
  const lead = leadingText(value);
  return lead.startsWith('-') ? lead : null;
}
