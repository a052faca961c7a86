import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAuthorizingProxy } from './authorizing-proxy.ts';
import { requirementsOf, type Revision, suiteFolder } from './requirements.ts';
import { type Conversation, conversationsOf } from './conversations.ts';

export type Status = 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED';

export interface Check {
  readonly scenario: string;
  /** The suite gives several checks of a scenario the same id and name: this tells them apart. */
  readonly key: string;
  readonly status: Status;
  readonly message: string;
}

/** One run of the suite: every check, and what was said in each scenario. */
export interface Run {
  readonly checks: readonly Check[];
  readonly conversations: readonly Conversation[];
}

/** What a scenario left in its folder. */
interface Result {
  readonly scenario: string;
  /** When it began, in milliseconds since 1970. */
  readonly began: number;
  readonly checks: readonly Check[];
}

/** Where a server under test answers, and the key that it wants. */
export interface Subject {
  readonly url: string;
  readonly key?: string;
}

/** Runs everything that a revision asks of a server. */
export async function runServerSuite(subject: Subject, revision: Revision): Promise<Run> {
  let run = await runOnce(subject, ['--requirements', revision]);
  for (let attempt = 1; attempt <= 2 && hasFailed(run, hurried); attempt += 1) {
    run = replaced(run, hurried, await runOnce(subject, ['--scenario', hurried, '--spec-version', revision]));
  }
  const missing = requirementsOf(revision, 'server').filter(({ scenario }) => run.checks.every((check) => check.scenario !== scenario));
  const failed = missing.map(({ scenario }): Check => ({ scenario, key: 'ran', status: 'FAILURE', message: 'The suite gave up.' }));
  return { ...run, checks: [...run.checks, ...failed] };
}

/** It gives each stream half a second by its own clock, which is little on a busy machine: when it fails, it is asked again. */
const hurried = 'server-stateless';

const hasFailed = ({ checks }: Run, scenario: string): boolean =>
  checks.some((check) => check.scenario === scenario && (check.status === 'FAILURE' || check.status === 'WARNING'));

function replaced(run: Run, scenario: string, again: Run): Run {
  const rest = <T extends { readonly scenario: string }>(all: readonly T[]) => all.filter((one) => one.scenario !== scenario);
  return {
    checks: [...again.checks, ...rest(run.checks)],
    conversations: [...again.conversations, ...rest(run.conversations)],
  };
}

async function runOnce({ url, key }: Subject, args: readonly string[]): Promise<Run> {
  await using proxy = await startAuthorizingProxy(url, key);
  const results = await runSuite(['server', '--url', proxy.url, ...args]);
  return { checks: results.flatMap(({ checks }) => checks), conversations: conversationsOf(proxy.exchanges, results) };
}

/** Runs one scenario for clients: `command` is started with the URL of the suite's server appended. */
export async function runClientScenario(command: string, scenario: string, revision: Revision): Promise<readonly Check[]> {
  const results = await runSuite([
    'client',
    '--command',
    command,
    '--scenario',
    scenario,
    '--spec-version',
    revision,
    '--timeout',
    '60000',
  ]);
  return results.flatMap(({ checks }) => checks);
}

/** Runs a suite of scenarios for clients, all at once: `command` is started for each. Which of them failed the checks say. */
export async function runClientSuite(
  command: string,
  suite: string,
  revision: Revision,
  environment: Readonly<Record<string, string>>,
): Promise<readonly Check[]> {
  const args = ['client', '--command', command, '--suite', suite, '--spec-version', revision, '--timeout', '60000'];
  return (await runSuite(args, environment)).flatMap(({ checks }) => checks);
}

async function runSuite(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-suite-'));
  try {
    const output = await programEnd([join(suiteFolder, 'dist/index.js'), ...args, '-o', folder], environment);
    const results = await Promise.all((await foldersOf(folder)).map((path) => resultOf(folder, path)));
    if (results.length === 0) throw new Error(`The suite left nothing but:\n${output.slice(-2_000)}`);
    return results.toSorted((a, b) => a.began - b.began);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the suite prints until it ends. That a check failed shows in its exit code too, which says nothing more. */
function programEnd(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...environment } }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

async function foldersOf(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('checks.json')).map((file) => file.replace(/[/\\]checks\.json$/, ''));
}

/** A folder is named after its scenario and the time at which it began, with every `:` and `.` of it written as `-`. */
async function resultOf(folder: string, path: string): Promise<Result> {
  const [, name = '', date = '', hours = '', minutes = '', seconds = '', milliseconds = ''] =
    /^(.*)-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/.exec(path.replaceAll('\\', '/')) ?? [];
  const scenario = name.replace(/^server-(?=.)/, '');
  // The format of the suite's own file, whose version is pinned.
  const checks = JSON.parse(await readFile(join(folder, path, 'checks.json'), 'utf8')) as RawCheck[];
  const began = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
  return { scenario, began, checks: checksOf(scenario, checks) };
}

interface RawCheck {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  readonly errorMessage?: string;
}

/** Entries that only tell what passed over the wire; how often they come is no matter of conformance. */
const diary = /^(outgoing-|incoming-|stream-closed$)/;

function checksOf(scenario: string, raw: readonly RawCheck[]): Check[] {
  const seen = new Map<string, number>();
  return raw
    .filter(({ id, status }) => status !== 'INFO' || !diary.test(id))
    .map(({ id, name, status, errorMessage = '' }) => {
      const label = `${id} (${name})`;
      seen.set(label, (seen.get(label) ?? 0) + 1);
      const nth = seen.get(label) === 1 ? '' : ` #${seen.get(label)}`;
      return { scenario, key: `${label}${nth}`, status, message: errorMessage };
    });
}
