import { direct } from './direct.ts';
import { type ShownTools, shownTools } from './facade-tokens.ts';
import { type Load, measureInTurns } from './load.ts';
import type { McpClient } from './mcp-client.ts';
import { Patchbay } from './patchbay.ts';
import { installPeers } from './peer-programs.ts';
import { startPeers } from './peers.ts';
import { type Build, thisBuild } from './programs.ts';
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
  /** An earlier build, to be measured in the same run. */
  readonly before: Build | null;
}

/** Everything in one run, on one machine, in turns. */
export async function measure({ peers, rounds, before }: Plan): Promise<Measurement> {
  if (peers) installPeers();
  await using lifetime = new AsyncDisposableStack();
  const builds: Cold[] = [];
  for (const build of before === null ? [thisBuild] : [thisBuild, before]) builds.push(await measureCold(build, rounds, lifetime));
  const own = [lifetime.use(await direct())];
  for (const { patchbay } of builds) own.push(lifetime.use(await patchbay.target()));
  const others = peers ? await startPeers(lifetime) : { targets: [], missing: [] };
  const rows = await measureWarm([...own, ...others.targets], rounds, builds);
  return { rows, idleBroker: builds[0]?.idleBroker ?? Number.NaN, missing: others.missing };
}

/** Calls, and what can only be seen after them. */
async function measureWarm(targets: readonly Target[], rounds: number, builds: readonly Cold[]): Promise<Row[]> {
  const bursts = await measureLoads(targets, rounds);
  const rows: Row[] = [];
  for (const target of targets) {
    const cold = builds.find(({ build }) => build.name === target.name);
    const connectMs = cold?.connectMs ?? (await connectTimes(() => target.connect(), rounds));
    const { name, link, client } = target;
    rows.push({ name, link, bursts: bursts.get(target) ?? [], connectMs, memory: target.memory(), shown: await shownTools(client) });
  }
  return rows;
}

interface Cold {
  readonly build: Build;
  readonly patchbay: Patchbay;
  readonly connectMs: number;
  readonly idleBroker: number;
}

async function measureCold(build: Build, rounds: number, lifetime: AsyncDisposableStack): Promise<Cold> {
  const patchbay = lifetime.use(await Patchbay.start(build));
  const connectMs = await connectTimes(() => patchbay.connect(), rounds);
  // Fails where listing the tools has started a server.
  return { build, patchbay, connectMs, idleBroker: await patchbay.idleMemory() };
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
