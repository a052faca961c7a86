import { afterAll, expect, vi } from 'vitest';
import { eventually } from './eventually.ts';

/** What must be gone when a test file ends: child processes, listening sockets, open pipes, watchers. */
const watched = ['ProcessWrap', 'TCPServerWrap', 'PipeWrap', 'FSEventWrap'];

/** The resources of each watched kind beyond those that the test runner itself holds. */
function leaked(baseline: ReadonlyMap<string, number>): string[] {
  const now = count(process.getActiveResourcesInfo());
  return watched.flatMap((kind) => {
    const extra = (now.get(kind) ?? 0) - (baseline.get(kind) ?? 0);
    return extra > 0 ? [`${extra} × ${kind}`] : [];
  });
}

function count(kinds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

// The standard streams open at their first use, which may be a library's.
void [process.stdin, process.stdout, process.stderr];
const baseline = count(process.getActiveResourcesInfo());

// Registered before the hooks of the test file, so it runs after them.
afterAll(async () => {
  vi.useRealTimers();
  await eventually(() => expect(leaked(baseline), 'this test file left something running').toEqual([]));
  // Longer than that waits, so that it says what leaked.
}, 90_000);
