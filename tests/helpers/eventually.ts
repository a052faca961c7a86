import { vi } from 'vitest';

/** Waits until the assertion holds, as long as a machine may need that is busy with other things. How soon it holds is nothing that a test can say. */
export function eventually<Value>(assertion: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(assertion, { timeout: 60_000, interval: 25 });
}
