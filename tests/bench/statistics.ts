/** What one burst of calls took. Times are in milliseconds. */
export interface Burst {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

export function burstOf(latencies: readonly number[], elapsedMs: number): Burst {
  const sorted = latencies.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), perSecond: (latencies.length / elapsedMs) * 1000 };
}

/** The median of each number over the rounds: one disturbed round doesn't show. */
export function medianBurst(bursts: readonly Burst[]): Burst {
  return {
    p50: median(bursts.map(({ p50 }) => p50)),
    p99: median(bursts.map(({ p99 }) => p99)),
    perSecond: median(bursts.map(({ perSecond }) => perSecond)),
  };
}

export function median(numbers: readonly number[]): number {
  return percentile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Nearest rank; NaN of nothing. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
