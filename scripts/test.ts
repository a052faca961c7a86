import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareTests } from './prepare-tests.ts';
import { installed, isOnPath } from './run.ts';
import { add, playwrightCounts, vitestCounts } from './test-counts.ts';
import { clientsReport, report, reports, step, summary } from './test-steps.ts';

const vitestReport = join(reports, 'vitest.json');
/** One after the other: what runs alone in a project must not meet the other. */
const windowProjects = ['pages', 'alone'];
const windowReport = (project: string): string => join(reports, `playwright-${project}.json`);

/** Every step runs, whatever the one before found; the first that fails makes the whole fail. With `--clients` real clients are a step, too. */
async function main(withClients: boolean): Promise<number> {
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const missing = await prepareTests();
  const codes = [
    await step('build', installed('node'), [join('scripts', 'build.ts')]),
    await step('check', 'npm', ['run', '--silent', 'check']),
    await step('vitest', installed('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`]),
  ];
  let counts = vitestCounts(await report(vitestReport));
  for (const project of windowProjects) {
    const environment = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: windowReport(project) };
    const [command, args] = underDisplay(installed('playwright'), ['test', '--project', project]);
    codes.push(await step(`playwright: ${project}`, command, args, environment));
    counts = add(counts, playwrightCounts(await report(windowReport(project))));
  }
  if (withClients) {
    codes.push(await step('clients', installed('node'), [join('scripts', 'test-clients.ts')]));
    counts = add(counts, vitestCounts(await report(clientsReport)));
  }
  for (const sentence of missing) process.stdout.write(`${sentence}\n`);
  process.stdout.write(`${summary(counts)}\n`);
  return codes.every((code) => code === 0) && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

/** A window needs a display; where there is none, Xvfb gives one. */
function underDisplay(command: string, args: readonly string[]): [string, string[]] {
  const needed = process.platform === 'linux' && process.env['DISPLAY'] === undefined && isOnPath('xvfb-run');
  return needed ? ['xvfb-run', ['-a', command, ...args]] : [command, [...args]];
}

process.exitCode = await main(process.argv.includes('--clients'));
