import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { NamedError } from '../../../contract/errors.ts';
import type { ImportCandidate, ImportSource, ServerQuestion } from '../../../contract/imports.ts';
import type { OwnerConnection } from '../connections.ts';
import { exitCodes } from '../exit-code.ts';
import { hiddenLine } from '../hidden-line.ts';
import { asOwner, type Command, type Invocation } from '../invocation.ts';
import { table } from '../output.ts';
import { describeServers } from './status.ts';

type Client = OwnerConnection['client'];

export interface ImportOptions {
  /** Names of those to add. */
  readonly add: readonly string[];
  /** All that aren't there yet. */
  readonly all?: boolean;
  /** `KEY=VALUE` each. */
  readonly answer: readonly string[];
}

/** Shows servers that could be added, with exactly what each would run; adds those that are named. */
export function importServers(from: string | undefined, options: ImportOptions): Command {
  return (invocation) =>
    asOwner(invocation, async (client) => {
      const sources = await sourcesOf(client, from);
      const chosen = chosenOf(sources, options);
      if (chosen.length === 0) {
        invocation.output.result(sources, () => sources.flatMap(describeSource));
        return exitCodes.done;
      }
      // What is about to be added is seen before anything of it runs, also by those who name it at once.
      for (const line of chosen.flatMap(describeCandidate)) invocation.output.say(line);
      const servers = [];
      for (const candidate of chosen)
        servers.push({ id: candidate.id, name: candidate.name, answers: await answersFor(candidate, options, invocation) });
      const result = await client.call('imports.take', { servers });
      invocation.output.result(result, () => [
        ...(result.added.length === 0 ? [] : describeServers(result.added)),
        ...result.failed.map(({ name, message }) => `${name} was not added: ${message}`),
      ]);
      return result.failed.length === 0 ? exitCodes.done : exitCodes.failed;
    });
}

/** An app's files, a file, stdin, an entry of the directory, or everything that is found. */
async function sourcesOf(client: Client, from: string | undefined): Promise<ImportSource[]> {
  if (from === undefined) return client.call('imports.find', {});
  const pasted = async (label: string, candidates: Promise<ImportCandidate[]>): Promise<ImportSource[]> => [
    { id: label, label, path: '', app: null, fault: null, candidates: await candidates },
  ];
  if (from === '-') return pasted('stdin', client.call('imports.read', { text: await text(process.stdin) }));
  const entry = /^directory:(.+)$/.exec(from)?.[1];
  if (entry !== undefined)
    return pasted(
      'the directory',
      client.call('imports.fromDirectory', { entry }).then((candidate) => [candidate]),
    );
  const bytes = await readFile(from).catch(() => null);
  if (bytes !== null) return pasted(from, readBytes(client, basename(from), bytes));
  const found = (await client.call('imports.find', {})).filter(({ app, id }) => app === from || id.startsWith(`${from}:`));
  if (found.length > 0) return found;
  throw new NamedError(
    'invalid_input',
    `"${from}" is no file, and no app or broker with servers: "patchbay servers import" shows what is found.`,
  );
}

async function readBytes(client: Client, name: string, bytes: Buffer): Promise<ImportCandidate[]> {
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK';
  if (isZip) return [await client.call('imports.bundle', { name, bytes: bytes.toString('base64') })];
  return client.call('imports.read', { text: bytes.toString('utf8') });
}

function chosenOf(sources: readonly ImportSource[], { add, all }: ImportOptions): ImportCandidate[] {
  const candidates = sources.flatMap((source) => source.candidates);
  if (all === true) return candidates.filter(({ duplicateOf, sameAs }) => duplicateOf === null && sameAs === null);
  return add.map((name) => {
    const found = candidates.find((candidate) => candidate.name === name);
    if (found === undefined) throw new NamedError('invalid_input', `None of them is called ${name}: leave --add out to see them.`);
    return found;
  });
}

async function answersFor(candidate: ImportCandidate, { answer }: ImportOptions, invocation: Invocation): Promise<Record<string, string>> {
  const given = new Map(answer.map(readAnswer));
  const answers = new Map<string, string>();
  for (const question of candidate.questions) {
    const known = given.get(`${candidate.name}.${question.key}`) ?? given.get(question.key);
    const isOpen = known === undefined && question.required && question.default === null;
    const value = isOpen && invocation.isTerminal ? await asked(candidate, question) : known;
    if (value !== undefined) answers.set(question.key, value);
  }
  return Object.fromEntries(answers);
}

/** What a person types isn't shown: most of it is secret, and arguments can be seen by everybody on the machine. */
function asked({ name }: ImportCandidate, { label, description }: ServerQuestion): Promise<string> {
  const about = description === '' ? '' : ` ${description}`;
  return hiddenLine(`${name}: ${label}?${about} (it isn't shown) `, process.stdin, process.stderr);
}

function readAnswer(given: string): [string, string] {
  const end = given.indexOf('=');
  if (end < 1) throw new NamedError('invalid_input', `"${given}" is no answer: write --answer KEY=VALUE.`);
  return [given.slice(0, end), given.slice(end + 1)];
}

function describeSource({ label, path, fault, candidates }: ImportSource): string[] {
  return [
    `${label}${path === '' ? '' : ` (${path})`}`,
    ...(fault === null ? [] : [`  ${fault}`]),
    ...candidates.flatMap(describeCandidate).map(onOneLine),
    '',
  ];
}

/** What somebody else wrote must not look like a line of ours. */
function onOneLine(line: string): string {
  return line.replaceAll(/\r?\n/g, '\\n');
}

function describeCandidate({ name, command, settings, secrets, questions, duplicateOf, warnings }: ImportCandidate): string[] {
  return [
    `  ${name}${duplicateOf === null ? '' : ` (the same as ${duplicateOf}, which is there)`}`,
    `    ${command}`,
    ...settings.map(({ place, value }) => `    ${place}=${value}`),
    ...secrets.map((secret) => `    ${secret.place} goes into the vault as ${secret.name}`),
    ...questions.map(
      ({ key, required, description }) =>
        `    asks for ${key}${required ? '' : ' (may be left out)'}${description === '' ? '' : `: ${description}`}`,
    ),
    ...warnings.map((warning) => `    ! ${warning}`),
  ];
}

export function testServer(name: string): Command {
  return async (invocation) => {
    const result = await asOwner(invocation, (client) => client.call('servers.test', { name }));
    invocation.output.result(result, () => [
      result.message,
      ...(result.answer === null || result.answer === '' ? [] : result.answer.split('\n')),
    ]);
    return result.ok ? exitCodes.done : exitCodes.failed;
  };
}

export function searchDirectory(words: readonly string[]): Command {
  return async (invocation) => {
    const found = await asOwner(invocation, (client) => client.call('directory.search', { search: words.join(' '), limit: 200 }));
    const rows = found.map(({ id, publisher, version, summary }) => [id, publisher, version ?? '-', summary]);
    invocation.output.result(found, () =>
      rows.length === 0
        ? ['The directory has nothing like that.']
        : [
            ...table(['SERVER', 'BY', 'VERSION', 'WHAT IT DOES'], rows),
            '',
            'Add one: patchbay servers import directory:SERVER --add SERVER',
          ],
    );
    return exitCodes.done;
  };
}
