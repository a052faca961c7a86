import { describe, expect, it } from 'vitest';
import { answerDifference, difference } from '../conformance/comparison.ts';
import { startBridge } from '../conformance/http-stdio-bridge.ts';
import { onStdio, startServer } from '../conformance/programs.ts';
import { revisions } from '../conformance/requirements.ts';
import { runServerSuite } from '../conformance/suite.ts';

describe.each(revisions)('a server behind the bridge, at %s', (revision) => {
  it('is to the suite what it is without', async () => {
    await using server = await startServer('everything');
    await using bridge = await startBridge(onStdio('everything'));
    const [direct, bridged] = [await runServerSuite(server, revision), await runServerSuite(bridge, revision)];
    // On stdio the SDK looks at the version of the first message only.
    const versions =
      revision === '2025-11-25' ? [] : ['sep-2575-server-unsupported-version-error', 'sep-2575-http-server-unsupported-version-400'];
    expect(difference(direct, bridged).map(({ check }) => check.replace(/ .*/, ''))).toEqual(versions);
    expect(answerDifference(direct, bridged)).toEqual([]);
  });
});
