import { describe, expect, it } from 'vitest';
import { EraVerdicts } from '../../../main/upstreams/era-verdicts.ts';

const day = 86_400_000;
const executed = { kind: 'stdio', command: 'notes', args: ['-x'] };

function verdictsAt(clock: { now: number }) {
  const values = new Map<string, string>();
  const store = { get: (key: string) => values.get(key) ?? null, set: (key: string, value: string) => void values.set(key, value) };
  return new EraVerdicts(store, () => clock.now);
}

describe('the era of a server', () => {
  it('is not known of another command, after a week, or when the clock went back behind it', () => {
    const clock = { now: 100 * day };
    const verdicts = verdictsAt(clock);
    expect(verdicts.of('notes', executed)).toBeNull();
    verdicts.prove('notes', executed, 'modern');
    expect(verdicts.of('notes', { ...executed, args: [] })).toBeNull();
    expect(verdicts.of('notes', { args: ['-x'], command: 'notes', kind: 'stdio' })).toBe('modern');
    clock.now = 99 * day;
    expect(verdicts.of('notes', executed)).toBeNull();
    clock.now = 106.9 * day;
    expect(verdicts.of('notes', executed)).toBe('modern');
    clock.now = 107 * day;
    expect(verdicts.of('notes', executed)).toBeNull();
  });

  it('is found out anew after the server refused it', () => {
    const verdicts = verdictsAt({ now: day });
    verdicts.prove('notes', executed, 'legacy');
    verdicts.forget('notes');
    expect(verdicts.of('notes', executed)).toBeNull();
  });

  it('is not tried again while the server has not once come up', () => {
    const verdicts = verdictsAt({ now: day });
    verdicts.suspect('notes', executed);
    expect([verdicts.isSuspected('notes', executed), verdicts.isSuspected('notes', {}), verdicts.of('notes', executed)]).toEqual([
      true,
      false,
      null,
    ]);
    verdicts.prove('notes', executed, 'legacy');
    expect(verdicts.isSuspected('notes', executed)).toBe(false);
  });
});
