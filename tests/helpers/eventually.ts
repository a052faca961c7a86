import { vi } from 'vitest';

/** Waits until the assertion holds: long enough for a machine that is busy with other tests. */
export function eventually<Value>(assertion: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(assertion, { timeout: 15_000, interval: 25 });
}
