import { direct } from './direct.ts';
import { type ShownTools, shownTools } from './facade-tokens.ts';
import { type Load, measureInTurns } from './load.ts';
import type { McpClient } from './mcp-client.ts';
import { Patchbay } from './patchbay.ts';
import { installPeers } from './peer-programs.ts';
import { startPeers } from './peers.ts';
import { type Burst, median, medianBurst } from './statistics.ts';
import type { ProcessMemory, Target } from './target.ts';

export const loads: readonly Load[] = [
  { inFlight: 1, calls: 2000 },
  { inFlight: 10, calls: 5000 },
  { inFlight: 50, calls: 10_000 },
];

export interface Row {
  readonly name: string;
  readonly link: Target['link'];
  /** One for each of the loads. */
  readonly bursts: readonly Burst[];
  /** Milliseconds from a new client's start to its list of tools. */
  readonly connectMs: number;
  readonly memory: readonly ProcessMemory[];
  readonly shown: ShownTools;
}

export interface Measurement {
  readonly rows: readonly Row[];
  /** Megabytes of the broker while it knows five servers and runs none. */
  readonly idleBroker: number;
  readonly missing: readonly string[];
}

interface Plan {
  readonly peers: boolean;
  readonly rounds: number;
}

/** Everything in one run, on one machine, in turns. */
export async function measure({ peers, rounds }: Plan): Promise<Measurement> {
  if (peers) installPeers();
  await using lifetime = new AsyncDisposableStack();
  const patchbay = lifetime.use(await Patchbay.start());
  const coldConnect = await connectTimes(() => patchbay.connect(), rounds);
  // Fails where listing the tools has started a server.
  const idleBroker = await patchbay.idleMemory();
  const own = [lifetime.use(await direct()), lifetime.use(await patchbay.target())];
  const others = peers ? await startPeers(lifetime) : { targets: [], missing: [] };
  const targets = [...own, ...others.targets];
  const bursts = await measureLoads(targets, rounds);
  const rows: Row[] = [];
  for (const target of targets) {
    const connectMs = target.name === 'Patchbay' ? coldConnect : await connectTimes(() => target.connect(), rounds);
    const { name, link, client } = target;
    rows.push({ name, link, bursts: bursts.get(target) ?? [], connectMs, memory: target.memory(), shown: await shownTools(client) });
  }
  return { rows, idleBroker, missing: others.missing };
}

/** The median of each load over the rounds. */
async function measureLoads(targets: readonly Target[], rounds: number): Promise<ReadonlyMap<Target, Burst[]>> {
  const medians = new Map<Target, Burst[]>(targets.map((target) => [target, []]));
  for (const load of loads) {
    process.stderr.write(`${load.inFlight} in flight …\n`);
    for (const [target, bursts] of await measureInTurns(targets, load, rounds)) medians.get(target)?.push(medianBurst(bursts));
  }
  return medians;
}

/** Median milliseconds until a new client has its list of tools. */
async function connectTimes(connect: () => Promise<McpClient>, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const client = await connect();
    await client.request('tools/list', {});
    times.push(performance.now() - started);
    await client.close();
  }
  return median(times);
}
