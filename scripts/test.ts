import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareTests } from './prepare-tests.ts';
import { installed, isOnPath, root, run } from './run.ts';
import { add, type Counts, playwrightCounts, vitestCounts } from './test-counts.ts';

const reports = join(root, '.cache', 'tests');
const vitestReport = join(reports, 'vitest.json');
/** One after the other: what runs alone in a project must not meet the other. */
const windowProjects = ['pages', 'alone'];
const windowReport = (project: string): string => join(reports, `playwright-${project}.json`);

/** Every step runs, whatever the one before found; the first that fails makes the whole fail. */
async function main(): Promise<number> {
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
  for (const sentence of missing) process.stdout.write(`${sentence}\n`);
  process.stdout.write(`${summary(counts)}\n`);
  return codes.every((code) => code === 0) && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

async function step(name: string, command: string, args: readonly string[], environment = process.env): Promise<number> {
  process.stdout.write(`\n── ${name}\n`);
  const code = await run(command, args, environment);
  if (code !== 0) process.stdout.write(`── ${name} failed with exit code ${code}\n`);
  return code;
}

/** A window needs a display; where there is none, Xvfb gives one. */
function underDisplay(command: string, args: readonly string[]): [string, string[]] {
  const needed = process.platform === 'linux' && process.env['DISPLAY'] === undefined && isOnPath('xvfb-run');
  return needed ? ['xvfb-run', ['-a', command, ...args]] : [command, [...args]];
}

async function report(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    process.stdout.write(`No report of the tests at ${path}: ${String(error)}\n`);
    return null;
  }
}

function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

process.exitCode = await main();
