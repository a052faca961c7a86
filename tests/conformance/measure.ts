import { fileURLToPath } from 'node:url';
import { scenarioCalls } from './client-calls.ts';
import { startBridge } from './http-stdio-bridge.ts';
import { startPatchbay } from './patchbay.ts';
import { type Kind, onStdio, startServer, toolsOf } from './programs.ts';
import type { Measured } from './report.ts';
import { requirementsOf, type Revision } from './requirements.ts';
import { playSignIns } from './sign-in-scenarios.ts';
import { type Check, type Run, runClientScenario, runServerSuite } from './suite.ts';

const harness = fileURLToPath(new URL('client-harness.ts', import.meta.url));

/** Everything that the suite can say of Patchbay at one revision. A server of the legacy era can be as good only in that era. */
export async function measure(revision: Revision): Promise<Measured> {
  await using server = await startServer('everything');
  const tools = await toolsOf(server.url);
  const direct = runServerSuite(server, revision);
  const through: Record<string, Run> = {};
  for (const kind of revision === '2025-11-25' ? (['everything', 'legacy'] as const) : (['everything'] as const)) {
    const of = kind === 'legacy' ? ' to a legacy server' : '';
    const [endpoint, shim] = await Promise.all([throughEndpoint(kind, tools, revision), throughShim(kind, tools, revision)]);
    Object.assign(through, { [`HTTP endpoint${of}`]: endpoint, [`Shim${of}`]: shim });
  }
  return { revision, direct: await direct, through, clients: new Map([...(await asClient(revision)), ...(await playSignIns(revision))]) };
}

/** Suite → Patchbay's endpoint → Patchbay → the server over HTTP. */
export async function throughEndpoint(kind: Kind, tools: readonly string[], revision: Revision): Promise<Run> {
  await using server = await startServer(kind);
  await using patchbay = await startPatchbay({ url: server.url }, tools);
  return await runServerSuite(patchbay.endpoint, revision);
}

/** Suite → bridge → shim → socket → Patchbay → the server on stdio. */
async function throughShim(kind: Kind, tools: readonly string[], revision: Revision): Promise<Run> {
  await using patchbay = await startPatchbay({ ...onStdio(kind) }, tools);
  await using bridge = await startBridge(patchbay.shim);
  return await runServerSuite(bridge, revision);
}

/** Suite ← Patchbay ← shim ← an app, for each scenario that needs no signing in; two at a time. */
async function asClient(revision: Revision): Promise<ReadonlyMap<string, readonly Check[]>> {
  const scenarios = requirementsOf(revision, 'client').flatMap(({ scenario }) => (scenario in scenarioCalls ? [scenario] : []));
  const checks = new Map<string, readonly Check[]>(scenarios.map((scenario) => [scenario, []]));
  const waiting = scenarios.values();
  const lane = async () => {
    for (const scenario of waiting) checks.set(scenario, await runClientScenario(`${process.execPath} ${harness}`, scenario, revision));
  };
  await Promise.all([lane(), lane()]);
  return checks;
}
