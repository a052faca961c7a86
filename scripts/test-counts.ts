import { z } from 'zod';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

const playwrightReport = z.object({
  errors: z.array(z.unknown()),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** No report is one failure: the runner never got to its end. */
const noReport: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A test file that failed outside of its tests (it did not load, or it left something running) is a failure too. */
export function vitestCounts(report: unknown): Counts {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return noReport;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = parsed.data;
  const files = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'));
  return { passed: numPassedTests, failed: numFailedTests + files.length, skipped: numPendingTests + numTodoTests };
}

/** A flaky test failed once: that is a failure. */
export function playwrightCounts(report: unknown): Counts {
  const parsed = playwrightReport.safeParse(report);
  if (!parsed.success) return noReport;
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  return { passed: expected, failed: unexpected + flaky + parsed.data.errors.length, skipped };
}

export function add(one: Counts, other: Counts): Counts {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped };
}
