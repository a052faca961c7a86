import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vitestCounts } from '../../../scripts/test-counts.ts';
import { failureText, playwrightFailures, vitestFailures } from '../../../scripts/test-failures.ts';
import { runSuite, type Suite } from '../../../scripts/test-suite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A runner whose first run has these failures, and whose next has those. */
async function suiteOf(name: string, ...runs: readonly (readonly string[])[]): Promise<Suite> {
  const reportPath = join(folder, `${name}.json`);
  let started = 0;
  const reports = runs.map((failed) => ({
    numPassedTests: 10 - failed.length,
    numFailedTests: failed.length,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: failed.map((test) => ({
      name: `${test}.test.ts`,
      status: 'failed',
      assertionResults: [{ fullName: test, status: 'failed', failureMessages: ['too late'] }],
    })),
  }));
  await Promise.all(reports.map((report, index) => writeFile(`${reportPath}.${index}`, JSON.stringify(report))));
  const copy = `import { copyFileSync } from 'node:fs'; copyFileSync(process.argv[1], process.argv[2]); process.exitCode = Number(process.argv[3]);`;
  return {
    name,
    reportPath,
    counts: vitestCounts,
    failures: vitestFailures,
    command: () => {
      const code = runs[started]?.length === 0 ? '0' : '1';
      return [process.execPath, ['--input-type=module', '-e', copy, `${reportPath}.${started++}`, reportPath, code]];
    },
  };
}

describe('a suite of tests', () => {
  it('fails where a test fails once more by itself', async () => {
    const outcome = await runSuite(await suiteOf('broken', ['a'], ['a']));
    expect(outcome).toMatchObject({ code: 1, counts: { passed: 9, failed: 1 }, failures: [{ name: 'a' }], unsteady: [] });
  });

  it('passes where the few that failed pass by themselves, and tells which', async () => {
    const outcome = await runSuite(await suiteOf('busy', ['a', 'b'], []));
    expect(outcome).toMatchObject({ code: 0, counts: { passed: 10, failed: 0, skipped: 1 }, failures: [] });
    expect(outcome.unsteady.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('runs nothing again where many failed', async () => {
    const outcome = await runSuite(await suiteOf('many', ['a', 'b', 'c', 'd'], []));
    expect(outcome).toMatchObject({ code: 1, counts: { failed: 4 } });
  });

  it('fails where its runner never got to its end', async () => {
    const suite = await suiteOf('gone', []);
    const outcome = await runSuite({ ...suite, command: () => [process.execPath, ['-e', 'process.exit(3)']] });
    expect(outcome).toMatchObject({ code: 3, counts: { passed: 0, failed: 1 }, unsteady: [] });
  });
});

describe('what is told of a failed test', () => {
  it('names the file that failed outside of its tests', () => {
    const testResults = [{ name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }];
    expect(vitestFailures({ testResults }).map(failureText)).toEqual(['✗ a.test.ts › outside of its tests\n    no such module']);
  });

  it('finds what failed in a window at any depth, and leaves colours out', () => {
    const failed = {
      title: 'says yes',
      file: 'a.spec.ts',
      ok: false,
      tests: [{ results: [{ errors: [{ message: '\u001B[31mlate\u001B[39m' }] }] }],
    };
    const report = { suites: [{ specs: [{ ...failed, ok: true }], suites: [{ suites: [{ specs: [failed] }] }] }] };
    expect(playwrightFailures(report).map(failureText)).toEqual(['✗ a.spec.ts › says yes\n    late']);
  });
});
