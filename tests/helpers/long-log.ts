import { expect } from 'vitest';
import type { AuditRecorder } from '../../main/audit/recorder.ts';
import { thinkingTime } from './thinking-time.ts';

/** Writes so many records, 50 at once, as fast as 3,000 calls a second need them; finds some within 100 ms, and verifies all without holding up calls. */
export async function expectFastLog(recorder: AuditRecorder, records: number): Promise<void> {
  expect(await thinkingTime(() => record(recorder, records))).toBeLessThan(records / 3);
  for (const query of [
    {},
    { before: 1_000 },
    { app: 'app3' },
    { status: 'error' },
    { search: 'hello' },
    { search: 'wor', app: 'app3' },
    { search: '9999' },
  ] as const) {
    expect(await thinkingTime(() => recorder.search({ limit: 100, ...query }))).toBeLessThan(100);
  }
  const pauses = watchLoop();
  expect(await recorder.verify()).toMatchObject({ valid: true, checked: records });
  expect(pauses.stop()).toBeLessThan(50);
}

async function record(recorder: AuditRecorder, count: number): Promise<void> {
  let next = 0;
  const call = async () => {
    while (next < count) {
      next += 1;
      const index = next;
      await recorder.recordSoon({
        kind: 'call.outcome',
        callId: `c${index}`,
        app: `app${index % 7}`,
        server: 'echo',
        tool: 'echo.say',
        status: index % 50 === 0 ? 'error' : 'ok',
        arguments: { message: `hello world ${index}` },
      });
    }
  };
  await Promise.all(Array.from({ length: 50 }, call));
}

/** The work that most turns of the event loop stay below: the 99th percentile, in milliseconds of this process, whatever else the machine does. */
function watchLoop(): { stop(): number } {
  const turns: number[] = [];
  let last = process.cpuUsage();
  let watching = true;
  const turn = () => {
    const { user, system } = process.cpuUsage(last);
    turns.push((user + system) / 1_000);
    last = process.cpuUsage();
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    stop() {
      watching = false;
      return turns.sort((a, b) => a - b)[Math.floor(turns.length * 0.99)] ?? 0;
    },
  };
}
