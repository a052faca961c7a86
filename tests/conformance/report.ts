import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { answerDifference, difference, exception } from './comparison.ts';
import { requirementsOf, type Revision, suiteFolder } from './requirements.ts';
import type { Check, Run } from './suite.ts';

/** What was measured at one revision. */
export interface Measured {
  readonly revision: Revision;
  readonly direct: Run;
  /** The ways through Patchbay, by their titles. */
  readonly through: Readonly<Record<string, Run>>;
  /** The checks of each scenario for clients that was run. */
  readonly clients: ReadonlyMap<string, readonly Check[]>;
}

const introduction = (version: string): string => `# Conformance

The tests in \`tests/conformance\` run the protocol's own suite, \`@modelcontextprotocol/conformance\` ${version}. This page is written by them:
\`npx vitest run --project conformance --update\` writes it anew, and without \`--update\` they fail when it says something else than they found.

**As a server.** The suite meets a server that carries every tool, prompt and resource that it names: first directly, then with Patchbay in
between, once at Patchbay's own endpoint \`/mcp\` and once at a small bridge that turns HTTP into the lines of the shim. A cell says how many of
a scenario's checks pass. Behind Patchbay each check must end as it does directly, and each answer about a tool, a prompt or a resource must be
the same but for ids and times: a scenario that passes because a tool was not found doesn't count. The server speaks both eras, and Patchbay
speaks the modern one with it; where a column says so, it is one that speaks the legacy era only.

**As a client.** The suite plays the server, and an app behind the shim makes the calls. Where one must sign in (\`auth/…\`), a person does so in a
browser, whenever Patchbay says that the server wants it.
`;

/** The page \`docs/conformance.md\`. */
export async function conformanceDocument(measured: readonly Measured[]): Promise<string> {
  // The manifest of the suite, whose version is pinned.
  const { version } = JSON.parse(await readFile(`${suiteFolder}package.json`, 'utf8')) as { version: string };
  const text = [introduction(version), ...measured.flatMap((one) => [serverPart(one), clientPart(one)])].join('\n');
  return format(text, { ...(await resolveConfig(suiteFolder)), parser: 'markdown' });
}

function serverPart({ revision, direct, through }: Measured): string {
  const titles = Object.keys(through);
  const runs = [direct, ...Object.values(through)];
  const rows = requirementsOf(revision, 'server').map(({ scenario, unscored }) => {
    const cells = runs.map((run) => cell(run.checks.filter((check) => check.scenario === scenario)));
    return [`\`${scenario}\``, unscored ?? '', ...cells];
  });
  const total = ['All', '', ...runs.map(({ checks }) => cell(checks))];
  const differences = Object.entries(through).map(([title, run]) => differencesOf(title, direct, run));
  return [
    `## ${revision}, as a server\n`,
    table(['Scenario', 'Not scored', 'Direct', ...titles], [...rows, total]),
    '',
    ...differences,
  ].join('\n');
}

function differencesOf(title: string, direct: Run, through: Run): string {
  const meant = (scenario: string) => exception.isBehind(title) && scenario === exception.scenario;
  const checks = difference(direct, through).map(
    (one) =>
      `- \`${one.scenario}\`: ${one.check} is ${one.through}, directly ${one.direct}. ${meant(one.scenario) ? exception.why : one.message}`,
  );
  const answers = answerDifference(direct, through)
    .filter(({ scenario }) => !meant(scenario))
    .map(({ scenario, to }) => `- \`${scenario}\`: the answer to \`${to}\` differs.`);
  const lines = [...new Set([...checks, ...answers])];
  return lines.length === 0 ? `${title}: no check and no answer differs.\n` : `${title}:\n\n${lines.join('\n')}\n`;
}

function clientPart({ revision, clients }: Measured): string {
  const rows = requirementsOf(revision, 'client').map(({ scenario, unscored }) => {
    const checks = clients.get(scenario);
    const why = scenario.startsWith('auth/') ? 'not run: Patchbay has no such way to sign in' : 'not run';
    return [`\`${scenario}\``, unscored ?? '', checks === undefined ? why : cell(checks)];
  });
  return [`## ${revision}, as a client\n`, table(['Scenario', 'Not scored', 'Patchbay'], rows)].join('\n');
}

/** How many of the checks that say yes or no pass. */
function cell(checks: readonly Check[]): string {
  const decided = checks.filter(({ status }) => status !== 'INFO' && status !== 'SKIPPED');
  if (decided.length === 0) return checks.length === 0 ? 'nothing' : 'skipped by the suite';
  return `${decided.filter(({ status }) => status === 'SUCCESS').length} of ${decided.length}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
