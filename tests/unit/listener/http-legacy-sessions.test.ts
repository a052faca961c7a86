import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LegacySessions } from '../../../main/listener/http-legacy-sessions.ts';

const minute = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

describe('the sessions of an app', () => {
  it('have ids that nobody guesses, and are nobody else’s', () => {
    const sessions = new LegacySessions();
    const { id } = sessions.open('editor');
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(sessions.find('editor', id).id).toBe(id);
    expect(() => sessions.find('other', id)).toThrow(expect.objectContaining({ status: 404 }));
    expect(() => sessions.find('editor', undefined)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('end when nobody used them for half an hour', () => {
    const sessions = new LegacySessions();
    const [old, young] = [sessions.open('editor'), sessions.open('editor')];
    vi.advanceTimersByTime(29 * minute);
    young.deliver({ jsonrpc: '2.0', method: 'notifications/initialized' });
    vi.advanceTimersByTime(2 * minute);
    sessions.sweep();
    expect(() => sessions.find('editor', old.id)).toThrow(expect.objectContaining({ status: 404 }));
    expect(sessions.find('editor', young.id)).toBe(young);
  });

  it('make room for a new one once they are idle, the longest idle first, and never for another app', () => {
    const sessions = new LegacySessions();
    const all = Array.from({ length: 256 }, () => sessions.open('editor'));
    expect(() => sessions.open('editor')).toThrow(expect.objectContaining({ status: 503 }));
    sessions.open('other');
    vi.advanceTimersByTime(2 * minute);
    all[0]?.deliver({ jsonrpc: '2.0', method: 'notifications/initialized' });
    sessions.open('editor');
    expect(all.filter(({ id }) => isThere(sessions, id))).toHaveLength(255);
    expect(isThere(sessions, all[0]?.id)).toBe(true);
  });
});

function isThere(sessions: LegacySessions, id: string | undefined): boolean {
  try {
    return sessions.find('editor', id).id === id;
  } catch {
    return false;
  }
}
