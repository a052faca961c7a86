import { describe, expect, it } from 'vitest';
import { add, playwrightCounts, vitestCounts } from '../../../scripts/test-counts.ts';

const vitestReport = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };
const playwrightReport = { errors: [], stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 1 } };

describe('the last line of the test run', () => {
  it('counts a runner that left no report as a failure', () => {
    expect(vitestCounts(null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(playwrightCounts({ stats: 'none' })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a test file that failed outside of its tests', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'passed' }] }];
    expect(vitestCounts({ ...vitestReport, testResults })).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('counts a test file with a failed test once', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    expect(vitestCounts({ ...vitestReport, numFailedTests: 1, testResults })).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('counts a flaky test and an error outside of tests as failures', () => {
    const stats = { ...playwrightReport.stats, flaky: 1 };
    expect(playwrightCounts({ errors: ['no worker'], stats })).toEqual({ passed: 2, failed: 2, skipped: 1 });
  });

  it('sums both runners', () => {
    expect(add(vitestCounts(vitestReport), playwrightCounts(playwrightReport))).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });
});
