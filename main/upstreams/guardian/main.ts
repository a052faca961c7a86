import { createInterface } from 'node:readline';
import { endGroup } from './process-group.ts';

/**
 * Outlives the broker by a few seconds, to end what it started. Reads `watch <pid>` and `release <pid>` from stdin; when stdin ends,
 * because the broker quit or was killed, it ends every group that it still watches, and exits.
 */
const graceMs = 1000;
const watched = new Set<number>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Whoever ends the broker with a signal to all may not take its guardian away first.
  process.on(signal, () => undefined);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, leader] = line.split(' ');
  if (verb === 'watch') watched.add(Number(leader));
  if (verb === 'release') watched.delete(Number(leader));
}

await Promise.all([...watched].filter(isPid).map((leader) => endGroup(leader, graceMs)));

/** 0 and 1 would mean our own group and every process. */
function isPid(value: number): boolean {
  return Number.isSafeInteger(value) && value > 1;
}
