import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { allClients } from '../tests/clients/all-clients.ts';
import { prepareTests } from './prepare-tests.ts';
import { installed, isOnPath } from './run.ts';
import { add, playwrightCounts, vitestCounts } from './test-counts.ts';
import { type Failure, failureText, playwrightFailures, vitestFailures } from './test-failures.ts';
import { clientsReport, reports, step, summary } from './test-steps.ts';
import { runSuite, type Suite } from './test-suite.ts';

const vitestReport = join(reports, 'vitest.json');

const vitest: Suite = {
  name: 'vitest',
  command: (again) => [
    installed('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`, ...filesOf(again)],
  ],
  reportPath: vitestReport,
  counts: vitestCounts,
  failures: vitestFailures,
};

function playwright(project: string): Suite {
  const reportPath = join(reports, `playwright-${project}.json`);
  return {
    name: `playwright: ${project}`,
    command: (again) => [
      ...underDisplay(installed('playwright'), ['test', `--project=${project}`, ...filesOf(again)]),
      { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath },
    ],
    reportPath,
    counts: playwrightCounts,
    failures: playwrightFailures,
  };
}

const clients: Suite = {
  name: 'clients',
  command: (again) => [installed('node'), [join('scripts', 'test-clients.ts'), ...clientsOf(again)]],
  reportPath: clientsReport,
  counts: vitestCounts,
  failures: vitestFailures,
};

/** Every step runs, whatever the one before found; the first that fails makes the whole fail. With `--clients` real clients are a step, too. */
async function main(withClients: boolean): Promise<number> {
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const missing = await prepareTests();
  const codes = [
    await step('build', installed('node'), [join('scripts', 'build.ts')]),
    await step('check', 'npm', ['run', '--silent', 'check']),
  ];
  // One after the other: what runs alone in a project must not meet the other.
  const suites = [vitest, playwright('pages'), playwright('alone'), ...(withClients ? [clients] : [])];
  const outcomes = [];
  for (const suite of suites) outcomes.push(await runSuite(suite));
  for (const sentence of missing) process.stdout.write(`${sentence}\n`);
  tell(
    'These failed among all the others and passed by themselves:',
    outcomes.flatMap(({ unsteady }) => unsteady),
  );
  tell(
    'These failed:',
    outcomes.flatMap(({ failures }) => failures),
  );
  const counts = outcomes.map((outcome) => outcome.counts).reduce(add);
  process.stdout.write(`${summary(counts)}\n`);
  return [...codes, ...outcomes.map(({ code }) => code)].every((code) => code === 0) && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** At the very end, where a reader of a long output looks first. */
function tell(heading: string, failures: readonly Failure[]): void {
  if (failures.length > 0) process.stdout.write(`\n${heading}\n${failures.map(failureText).join('\n')}\n\n`);
}

function filesOf(failures: readonly Failure[]): string[] {
  return [...new Set(failures.map(({ file }) => file))];
}

/** Each test with a real client begins with the client's name. */
function clientsOf(failures: readonly Failure[]): string[] {
  return allClients.map(({ label }) => label).filter((label) => failures.some(({ name }) => name.startsWith(label)));
}

/** A window needs a display; where there is none, Xvfb gives one. */
function underDisplay(command: string, args: readonly string[]): [string, string[]] {
  const needed = process.platform === 'linux' && process.env['DISPLAY'] === undefined && isOnPath('xvfb-run');
  return needed ? ['xvfb-run', ['-a', command, ...args]] : [command, [...args]];
}

process.exitCode = await main(process.argv.includes('--clients'));
