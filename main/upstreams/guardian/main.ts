import { createInterface } from 'node:readline';
import { groupsMarked } from './launch-mark.ts';
import { endGroup } from './process-group.ts';

/**
 * Outlives the broker by a few seconds, to end what it started. Reads from stdin, a line each: `expect <mark>` before a server is
 * started, `watch <pid>` right after, `release <pid>` when nothing of it is left. When stdin ends, because the broker quit or was
 * killed, it ends every group that it still watches or expects, and exits.
 */
const graceMs = 1000;
const watched = new Set<number>();
let expected: string | null = null;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Whoever ends the broker with a signal to all may not take its guardian away first.
  process.on(signal, () => undefined);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, subject = ''] = line.split(' ');
  if (verb === 'expect') expected = subject;
  if (verb === 'release') watched.delete(Number(subject));
  if (verb !== 'watch') continue;
  watched.add(Number(subject));
  expected = null;
}

for (const group of expected === null ? [] : await groupsMarked(expected)) watched.add(group);
await Promise.all([...watched].filter(isPid).map((leader) => endGroup(leader, graceMs)));

/** 0 and 1 would mean our own group and every process. */
function isPid(value: number): boolean {
  return Number.isSafeInteger(value) && value > 1;
}
