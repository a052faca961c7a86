import type { Counts } from './test-counts.ts';
import type { Failure } from './test-failures.ts';
import { report, step } from './test-steps.ts';

/** One runner with its tests. */
export interface Suite {
  readonly name: string;
  /** What runs it, leaving its report behind; with failures, only what these are in. */
  readonly command: (again: readonly Failure[]) => [string, string[], NodeJS.ProcessEnv?];
  readonly reportPath: string;
  readonly counts: (report: unknown) => Counts;
  readonly failures: (report: unknown) => Failure[];
}

export interface Outcome {
  readonly code: number;
  readonly counts: Counts;
  readonly failures: readonly Failure[];
  /** What failed among all the others and passed when its files ran again by themselves. */
  readonly unsteady: readonly Failure[];
}

/** More than this is no accident of a busy machine. */
const mostRepeated = 3;

/**
 * Runs a suite. Where a few tests failed, their files run a second time by themselves: most tests start programs and wait for them, and a machine
 * that others use, too, makes a wait run out now and then. What passes then is counted as passed, and told by name.
 */
export async function runSuite(suite: Suite): Promise<Outcome> {
  const first = await once(suite, []);
  const { failures } = first;
  if (first.code === 0 || failures.length === 0 || failures.length > mostRepeated || failures.length < first.counts.failed) return first;
  const second = await once({ ...suite, name: `${suite.name}: once more, what failed` }, failures);
  if (second.code !== 0 || second.counts.failed > 0) return first;
  const { passed, skipped } = first.counts;
  return { code: 0, counts: { passed: passed + failures.length, failed: 0, skipped }, failures: [], unsteady: failures };
}

async function once(suite: Suite, again: readonly Failure[]): Promise<Outcome> {
  const [command, args, environment] = suite.command(again);
  const code = await step(suite.name, command, args, environment);
  const found = await report(suite.reportPath);
  return { code, counts: suite.counts(found), failures: suite.failures(found), unsteady: [] };
}
