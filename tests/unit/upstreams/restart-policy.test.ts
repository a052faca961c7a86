import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../../main/upstreams/restart-policy.ts';

/** A policy with a clock of its own, and dice that always show the highest number. */
function policy(random = 1): { crashed(ranForMs?: number): number | null; reset(): void; wait(milliseconds: number): void } {
  let now = 0;
  const restarts = new RestartPolicy(
    () => now,
    () => random,
  );
  return {
    crashed: (ranForMs = 0) => restarts.crashed(ranForMs),
    reset: () => restarts.reset(),
    wait: (milliseconds) => {
      now += milliseconds;
    },
  };
}

describe('a server that crashes', () => {
  it('keeps crashing when it does so five times within a minute', () => {
    const restarts = policy();
    expect([1, 2, 3, 4, 5].map(() => restarts.crashed())).toEqual([250, 500, 1000, 2000, null]);
  });

  it('may be one that never keeps crashing', () => {
    const restarts = new RestartPolicy(
      () => 0,
      () => 1,
      Infinity,
    );
    expect(Array.from({ length: 9 }, () => restarts.crashed(0)).at(-1)).toBe(30_000);
  });

  it('waits longer each time, at most 30 seconds', () => {
    const restarts = policy();
    const delays = Array.from({ length: 10 }, () => {
      restarts.wait(20_000);
      return restarts.crashed();
    });
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('waits any time up to that, so that many servers do not start at the same instant', () => {
    expect([policy(0).crashed(), policy(0.5).crashed()]).toEqual([0, 125]);
  });

  it('begins anew after it ran for a minute, or when a person starts it', () => {
    const restarts = policy();
    for (let crash = 0; crash < 4; crash += 1) restarts.crashed(59_999);
    expect(restarts.crashed(60_000)).toBe(250);
    expect(restarts.crashed()).toBe(500);
    restarts.reset();
    expect(restarts.crashed()).toBe(250);
  });
});
