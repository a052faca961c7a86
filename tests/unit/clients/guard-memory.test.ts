import { describe, expect, it } from 'vitest';
import type { FoundDrift } from '../../../main/clients/app-drift.ts';
import { GuardMemory } from '../../../main/clients/guard/guard-memory.ts';

const day = 86_400_000;

function stateOf(values = new Map<string, string>()) {
  return { get: (key: string) => values.get(key) ?? null, set: (key: string, value: string) => void values.set(key, value), values };
}

function clockAt(start: string) {
  let now = Date.parse(start);
  return { clock: () => new Date(now), pass: (milliseconds: number) => (now += milliseconds) };
}

const lost: FoundDrift = { kind: 'lost', path: '/f', message: 'It is gone.' };
const bypass: FoundDrift = { kind: 'bypass', path: '/f', message: 'It talks to x.' };

describe('what the guard remembers', () => {
  it('is since when something is wrong, told once', () => {
    const { clock, pass } = clockAt('2026-11-01T00:00:00.000Z');
    const memory = new GuardMemory(stateOf(), clock);
    expect(memory.note('cursor', [lost], false).fresh).toHaveLength(1);
    pass(day);
    const again = memory.note('cursor', [lost], false);
    expect(again.fresh).toEqual([]);
    expect(again.drift).toMatchObject([{ kind: 'lost', since: '2026-11-01T00:00:00.000Z', leftAlone: false }]);
    expect(memory.note('cursor', [], false)).toEqual({ drift: [], fresh: [], isLess: true });
  });

  it('is how often an entry was lost: the third time it is left alone, also after a restart', () => {
    const { clock } = clockAt('2026-11-01T00:00:00.000Z');
    const state = stateOf();
    const leftAlone = [1, 2, 3].map(() => {
      const memory = new GuardMemory(state, clock);
      const { drift } = memory.note('cursor', [lost], true);
      memory.mended('cursor', ['/f']);
      return drift[0]?.leftAlone;
    });
    expect(leftAlone).toEqual([false, false, true]);
  });

  it('forgets losses that lie a week apart', () => {
    const { clock, pass } = clockAt('2026-11-01T00:00:00.000Z');
    const memory = new GuardMemory(stateOf(), clock);
    for (let update = 1; update <= 5; update += 1) {
      expect(memory.note('cursor', [lost], true).drift).toMatchObject([{ leftAlone: false }]);
      memory.mended('cursor', ['/f']);
      pass(8 * day);
    }
  });

  it('counts nothing while losses are only told, and forgets all when the person wires anew', () => {
    const memory = new GuardMemory(stateOf(), () => new Date());
    for (let time = 1; time <= 4; time += 1) {
      expect(memory.note('cursor', [lost], false).drift).toMatchObject([{ leftAlone: false }]);
      memory.note('cursor', [], false);
    }
    for (let time = 1; time <= 3; time += 1) {
      memory.note('cursor', [lost], true);
      memory.mended('cursor', ['/f']);
    }
    memory.startAnew('cursor', ['/f']);
    expect(memory.note('cursor', [lost], true).drift).toMatchObject([{ leftAlone: false }]);
  });

  it('forgives what was, and keeps since when, once the person says anew what is to be done', () => {
    const memory = new GuardMemory(stateOf(), () => new Date());
    for (let time = 1; time <= 3; time += 1) {
      memory.mended('cursor', ['/f']);
      memory.note('cursor', [lost], true);
    }
    expect(memory.drift('cursor')).toMatchObject([{ leftAlone: true }]);
    memory.forgive('cursor', ['/f']);
    expect(memory.note('cursor', [lost], true)).toMatchObject({ fresh: [], drift: [{ leftAlone: false }] });
  });

  it('counts no server that the app talks to directly, and mending leaves that standing', () => {
    const memory = new GuardMemory(stateOf(), () => new Date());
    memory.note('cursor', [lost, bypass], true);
    memory.mended('cursor', ['/f']);
    expect(memory.drift('cursor')).toMatchObject([{ kind: 'bypass', leftAlone: false }]);
  });

  it('is which servers were there before, for as long as a file is wired', () => {
    const state = stateOf();
    const memory = new GuardMemory(state, () => new Date());
    expect(memory.knownServers('cursor').get('/f')).toBeUndefined();
    memory.meets('cursor', '/f', ['a']);
    expect(new GuardMemory(state, () => new Date()).knownServers('cursor').get('/f')).toEqual(new Set(['a']));
    memory.keepOnly('cursor', ['/g']);
    expect(memory.knownServers('cursor').size).toBe(0);
    memory.note('cursor', [lost], false);
    memory.keepOnly('cursor', ['/g']);
    expect(memory.drift('cursor')).toHaveLength(1);
    memory.keepOnly('cursor', []);
    expect(memory.drift('cursor')).toEqual([]);
  });

  it('starts anew where it was damaged', () => {
    expect(new GuardMemory(stateOf(new Map([['guard', '{"cursor":']])), () => new Date()).drift('cursor')).toEqual([]);
  });
});
