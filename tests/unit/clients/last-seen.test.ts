import { describe, expect, it } from 'vitest';
import { LastSeen } from '../../../main/clients/last-seen.ts';

describe('when an app was last connected', () => {
  it('is kept when it comes and when it leaves, and nothing else is news', () => {
    const kept = new Map<string, string>();
    let minute = 0;
    const clock = () => new Date(Date.UTC(2026, 10, 1, 0, minute));
    const seen = new LastSeen({ get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value) }, clock);
    expect(seen.of('cursor')).toBeNull();
    expect(seen.connectedAre(['cursor'])).toBe(true);
    minute = 1;
    expect(seen.connectedAre(['cursor'])).toBe(false);
    expect(seen.connectedAre(['cursor', 'codex', 'cursor'])).toBe(true);
    expect([seen.of('cursor'), seen.of('codex')]).toEqual(['2026-11-01T00:00:00.000Z', '2026-11-01T00:01:00.000Z']);
    minute = 2;
    expect(seen.connectedAre([])).toBe(true);
    expect(seen.of('cursor')).toBe('2026-11-01T00:02:00.000Z');
  });
});
