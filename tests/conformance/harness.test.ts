import { beforeAll, describe, expect, it } from 'vitest';
import { answerDifference, difference, vacuous } from './comparison.ts';
import { startServer } from './programs.ts';
import type { Revision } from './requirements.ts';
import { type Run, runServerSuite } from './suite.ts';

async function runAgainst(kind: 'everything' | 'hollow', revision: Revision): Promise<Run> {
  await using server = await startServer(kind);
  return await runServerSuite(server, revision);
}

describe('what the suite says', () => {
  const revision = '2025-11-25';
  let direct: Run;
  let hollow: Run;
  beforeAll(async () => {
    [direct, hollow] = await Promise.all([runAgainst('everything', revision), runAgainst('hollow', revision)]);
  });

  it('finds nothing wrong with the server that carries everything', () => {
    expect(direct.checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
    expect(direct.checks.filter(({ status }) => status === 'SUCCESS')).toHaveLength(84);
  });

  it('does not count what passes on "tool not found"', () => {
    const scenario = 'tools-call-simple-text';
    expect(difference(direct, hollow).filter((differing) => differing.scenario === scenario)).toEqual([]);
    expect(vacuous(direct, hollow)).toEqual(expect.arrayContaining([scenario, 'tools-call-error']));
    expect(answerDifference(direct, hollow).find((differing) => differing.scenario === scenario)?.through).toContain('not found');
  });

  it('sees no difference between two runs of the same server', async () => {
    const again = await runAgainst('everything', revision);
    expect(difference(direct, again)).toEqual([]);
    expect(answerDifference(direct, again)).toEqual([]);
  });
});
