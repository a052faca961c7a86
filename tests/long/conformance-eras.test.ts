import { expect, it } from 'vitest';
import { difference } from '../conformance/comparison.ts';
import { throughEndpoint } from '../conformance/measure.ts';
import { startServer, toolsOf } from '../conformance/programs.ts';
import { requirementsOf } from '../conformance/requirements.ts';
import { runServerSuite } from '../conformance/suite.ts';

it('makes of a legacy server a modern one, but for what its era has no words for', async () => {
  await using server = await startServer('everything');
  const tools = await toolsOf(server.url);
  const [direct, translated] = [await runServerSuite(server, '2026-07-28'), await throughEndpoint('legacy', tools, '2026-07-28')];
  const extensions = new Set(
    requirementsOf('2026-07-28', 'server').flatMap(({ scenario, unscored }) => (unscored === 'extension' ? [scenario] : [])),
  );
  const differing = difference(direct, translated).filter(({ scenario }) => !extensions.has(scenario));
  expect(differing.map(({ check }) => check.replace(/ .*/, ''))).toEqual([
    // It says by a tool's error that the client can't do what it needs.
    'sep-2575-server-rejects-undeclared-capability',
    'sep-2575-missing-capability-http-400',
    // It has no names for its questions, and the suite wants one.
    'sep-2322-elicitation-incomplete',
    'sep-2322-elicitation-complete',
  ]);
});
