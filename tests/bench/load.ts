import type { Target } from './target.ts';
import { type Burst, burstOf } from './statistics.ts';

export interface Load {
  readonly inFlight: number;
  /** At most; a target that takes longer than the time limit makes fewer. */
  readonly calls: number;
}

const timeLimitMs = 4000;

/** Makes the calls, always so many at a time, and checks each answer. */
async function burst(target: Target, { inFlight, calls }: Load): Promise<Burst> {
  const latencies: number[] = [];
  const started = performance.now();
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left > 0 && performance.now() - started < timeLimitMs) {
      left -= 1;
      latencies.push(await timedCall(target, `message ${left}`));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return burstOf(latencies, performance.now() - started);
}

/** Milliseconds. Fails where the answer isn't the echo of this very message. */
async function timedCall(target: Target, message: string): Promise<number> {
  const started = performance.now();
  const answer = await target.client.request('tools/call', target.echo(message));
  const elapsed = performance.now() - started;
  const text = answer.content?.[0]?.text ?? '';
  if (answer.isError === true || !text.includes(message))
    throw new Error(`${target.name} answered ${JSON.stringify(answer).slice(0, 300)}`);
  return elapsed;
}

/** The targets take turns, in the other order each round, so that what disturbs the machine disturbs them alike. */
export async function measureInTurns(
  targets: readonly Target[],
  load: Load,
  rounds: number,
): Promise<ReadonlyMap<Target, readonly Burst[]>> {
  const bursts = new Map<Target, Burst[]>(targets.map((target) => [target, []]));
  for (const target of targets) await burst(target, { ...load, calls: Math.ceil(load.calls / 2) });
  for (let round = 0; round < rounds; round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) bursts.get(target)?.push(await burst(target, load));
  }
  return bursts;
}
