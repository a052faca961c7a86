import type { ServerQuestion } from '../../contract/imports.ts';
import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Draft, draftOf, plain, type Value } from './draft.ts';
import { at, isSet, type ReadInput, readInput, recordsIn, textIn, withVariables } from './registry-input.ts';

/** Whether it is a server.json of the official registry, of any revision. */
export function isRegistryServer(document: unknown): document is JsonRecord {
  if (!isJsonRecord(document) || typeof document['name'] !== 'string') return false;
  const isPackage = (item: JsonRecord) => typeof at(item, 'registryType') === 'string' || typeof at(item, 'registryName') === 'string';
  return (
    recordsIn(document, 'packages').some(isPackage) || recordsIn(document, 'remotes').some((remote) => typeof remote['url'] === 'string')
  );
}

/** One draft for each way to have the server: its packages, then its addresses. */
export function draftsOfRegistry(server: JsonRecord): Draft[] {
  const about = { title: textIn(server, 'title'), summary: textIn(server, 'description') };
  const name = textIn(server, 'name').replace(/^.*\//, '');
  const packages = recordsIn(server, 'packages').flatMap((item) => draftOfPackage(name, item, server) ?? []);
  const remotes = recordsIn(server, 'remotes').map((remote) => draftOfRemote(name, remote));
  return [...packages, ...remotes.slice(0, 1)].map((draft) => ({ ...draft, ...about }));
}

/** How a package is run where its `runtimeHint` says nothing else: the program, what stands before the package, and how its version is written. */
const runners: ReadonlyMap<string, { readonly command: string; readonly before: readonly string[]; readonly after: readonly string[] }> =
  new Map([
    ['npm', { command: 'npx', before: ['-y'], after: [] }],
    ['pypi', { command: 'uvx', before: [], after: [] }],
    ['oci', { command: 'docker', before: ['run', '-i', '--rm'], after: [] }],
    ['docker', { command: 'docker', before: ['run', '-i', '--rm'], after: [] }],
    ['nuget', { command: 'dnx', before: [], after: ['--yes', '--'] }],
  ]);

const knownHints = new Set(['npx', 'bunx', 'pnpx', 'uvx', 'pipx', 'docker', 'podman', 'dnx']);

/** Null for a bundle, which must be downloaded first, and for a kind of package that nobody knows. */
function draftOfPackage(name: string, item: JsonRecord, server: JsonRecord): Draft | null {
  const type = textIn(item, 'registryType') || textIn(item, 'registryName');
  const runner = runners.get(type);
  // Where a package belongs, an option would be one of the program that fetches it.
  if (runner === undefined || /^-|\s/.test(textIn(item, 'identifier'))) return null;
  const hint = textIn(item, 'runtimeHint');
  const read = { runtime: argumentsIn(item, 'runtimeArguments'), own: argumentsIn(item, 'packageArguments'), env: variablesIn(item) };
  const before = runner.before.filter((word) => !read.runtime.args.some(({ pieces }) => pieces[0] === word));
  const isContainer = runner.command === 'docker';
  const args = [
    ...before.map(plain),
    ...(isContainer ? [...read.env.values.keys()].flatMap((variable) => [plain('-e'), plain(variable)]) : []),
    ...read.runtime.args,
    plain(packageWithVersion(item, type, server)),
    ...runner.after.filter((word) => word !== '--' || read.own.args.length > 0).map(plain),
    ...read.own.args,
  ];
  const command = plain(knownHints.has(hint) ? hint : runner.command);
  return draftOf(
    name,
    { kind: 'stdio', command, args, env: read.env.values, cwd: null },
    { questions: unique([...read.runtime.questions, ...read.own.questions, ...read.env.questions]), warnings: warningsOf(item) },
  );
}

function warningsOf(item: JsonRecord): string[] {
  const transport = textIn(fieldsOf(item['transport']), 'type');
  return transport === '' || transport === 'stdio'
    ? []
    : ['It says that it speaks HTTP once it runs; it may not work over stdin and stdout.'];
}

function packageWithVersion(item: JsonRecord, type: string, server: JsonRecord): string {
  const identifier = textIn(item, 'identifier') || textIn(item, 'name');
  const version = textIn(item, 'version') || textIn(fieldsOf(at(server, 'versionDetail')), 'version');
  if (version === '' || version === 'latest') return identifier;
  if (type !== 'oci' && type !== 'docker') return `${identifier}@${version}`;
  return /[:@][^/]*$/.test(identifier) ? identifier : `${identifier}:${version}`;
}

function draftOfRemote(name: string, remote: JsonRecord): Draft {
  const url = withVariables(textIn(remote, 'url'), remote);
  const headers = keyedInputs(recordsIn(remote, 'headers'));
  return draftOf(
    name,
    { kind: 'http', url: url.value ?? plain(''), headers: headers.values },
    { questions: unique([...url.questions, ...headers.questions]) },
  );
}

interface ReadArguments {
  readonly args: readonly Value[];
  readonly questions: readonly ServerQuestion[];
}

function argumentsIn(item: JsonRecord, key: string): ReadArguments {
  const read = recordsIn(item, key).map(readArgument);
  return { args: read.flatMap(({ args }) => args), questions: read.flatMap(({ questions }) => questions) };
}

function readArgument(argument: JsonRecord): ReadArguments {
  const flag = textIn(argument, 'name');
  if (textIn(argument, 'type') !== 'named' || flag === '') {
    const { value, questions } = readInput(argument, textIn(argument, 'valueHint') || flag || 'argument');
    return { args: value === null ? [] : [value], questions };
  }
  if (isBareFlag(argument)) return { args: [plain(flag)], questions: [] };
  const { value, questions } = readInput(argument, flag.replace(/^-+/, ''));
  const only = value?.onlyWith;
  return { args: value === null ? [] : [{ ...plain(flag), ...(only !== undefined && { onlyWith: only }) }, value], questions };
}

/** `--stdio`: it takes no value, and nobody describes one. */
function isBareFlag(argument: JsonRecord): boolean {
  return ['value', 'valueHint', 'default', 'choices', 'format', 'description'].every(
    (key) => !isSet(argument, 'isSecret') && textIn(argument, key) === '' && at(argument, key) === undefined,
  );
}

function variablesIn(item: JsonRecord): { values: Map<string, Value>; questions: ServerQuestion[] } {
  return keyedInputs(recordsIn(item, 'environmentVariables'));
}

function keyedInputs(inputs: readonly JsonRecord[]): { values: Map<string, Value>; questions: ServerQuestion[] } {
  const read = inputs
    .filter((input) => textIn(input, 'name') !== '')
    .map((input): [string, ReadInput] => [textIn(input, 'name'), readInput({ ...input, isRepeated: false }, textIn(input, 'name'))]);
  return {
    values: new Map(read.flatMap(([name, { value }]) => (value === null ? [] : [[name, value]]))),
    questions: read.flatMap(([, { questions }]) => questions),
  };
}

/** One answer that goes to two places is as secret, and as needed, as either of them says. */
function unique(questions: readonly ServerQuestion[]): ServerQuestion[] {
  const merged = new Map<string, ServerQuestion>();
  for (const question of questions) {
    const { secret = false, required = false } = merged.get(question.key) ?? {};
    merged.set(question.key, { ...question, secret: question.secret || secret, required: question.required || required });
  }
  return [...merged.values()];
}
