import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expose, type ExposureInput } from '../../../main/catalog/exposure.ts';
import type { CatalogTool } from '../../../main/catalog/tool.ts';

function tool(name: string, tokens = 100): CatalogTool {
  return { server: 's', qualifiedName: `s.${name}`, definition: { name }, hash: name, tokens };
}

const profile = { servers: null, exposure: 'full', maxTools: 40, maxTokens: 8_000, pinned: [] } as const;
const facade = { facadeTokens: 400, facadeCount: 4, rank: new Map<string, number>() };
const three = [tool('a'), tool('b'), tool('c')];

function shownBy(input: Partial<ExposureInput>): { shown: string[]; facade: boolean; leftOut: Record<string, string> } {
  const exposed = expose({ ...facade, profile, tools: three, ...input });
  return {
    shown: exposed.shown.map(({ definition }) => definition.name),
    facade: exposed.facade,
    leftOut: Object.fromEntries(exposed.leftOut.map(({ qualifiedName, reason }) => [qualifiedName, reason])),
  };
}

describe('what an app is shown', () => {
  it('is the facade alone when its profile is compact', () => {
    expect(shownBy({ profile: { ...profile, exposure: 'compact', pinned: ['s.a'] } })).toEqual({
      shown: [],
      facade: true,
      leftOut: { 's.a': 'exposure', 's.b': 'exposure', 's.c': 'exposure' },
    });
  });

  it('is the facade and the pinned tools when its profile is hybrid, in the order of the pins', () => {
    expect(shownBy({ profile: { ...profile, exposure: 'hybrid', pinned: ['s.c', 's.missing', 's.a'] } })).toEqual({
      shown: ['c', 'a'],
      facade: true,
      leftOut: { 's.b': 'exposure' },
    });
  });

  it('is every tool and no facade when all fit into a full profile', () => {
    expect(shownBy({})).toEqual({ shown: ['a', 'b', 'c'], facade: false, leftOut: {} });
  });

  it('includes the facade when a tool had to be left out, and counts it', () => {
    expect(shownBy({ profile: { ...profile, maxTools: 6 }, tools: [...three, tool('d'), tool('e'), tool('f'), tool('g')] })).toMatchObject({
      shown: ['a', 'b'],
      facade: true,
      leftOut: { 's.c': 'maxTools', 's.g': 'maxTools' },
    });
  });

  it('prefers pinned tools, then those used most, then the alphabet, where something has to be left out', () => {
    const tools = [tool('d', 8_000), ...three];
    expect(shownBy({ profile: { ...profile, pinned: ['s.c'] }, tools, rank: new Map([['s.b', 3]]) }).shown).toEqual(['c', 'b', 'a']);
  });

  it("keeps the servers' own order behind the pins where nothing has to be left out", () => {
    const tools = [tool('b'), tool('a'), tool('c')];
    expect(shownBy({ profile: { ...profile, pinned: ['s.c'] }, tools, rank: new Map([['s.a', 3]]) }).shown).toEqual(['c', 'b', 'a']);
  });

  it('lets smaller tools in where a big one does not fit', () => {
    expect(shownBy({ profile: { ...profile, maxTokens: 800 }, tools: [tool('a', 5_000), tool('b')] })).toEqual({
      shown: ['b'],
      facade: true,
      leftOut: { 's.a': 'maxTokens' },
    });
  });

  it('is the facade even where the budget is too small for it', () => {
    expect(shownBy({ profile: { ...profile, maxTools: 1, maxTokens: 10 } })).toMatchObject({ shown: [], facade: true });
  });

  it('never includes a tool that the person hid, and no facade on its account', () => {
    expect(shownBy({ hidden: new Set(['s.b']) })).toEqual({ shown: ['a', 'c'], facade: false, leftOut: { 's.b': 'hidden' } });
  });

  it('keeps within the budget and accounts for every tool, whatever they are', () => {
    const tools = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,6}$/), tokens: fc.nat(3_000) }), {
      selector: ({ name }) => name,
    });
    const settings = fc.record({
      exposure: fc.constantFrom('compact' as const, 'hybrid' as const, 'full' as const),
      maxTools: fc.integer({ min: 4, max: 30 }),
      maxTokens: fc.integer({ min: 400, max: 9_000 }),
    });
    fc.assert(
      fc.property(tools, settings, (given, chosen) => {
        const all = given.map(({ name, tokens }) => tool(name, tokens));
        const pinned = all.slice(0, 3).map(({ qualifiedName }) => qualifiedName);
        const exposed = expose({ ...facade, profile: { ...profile, ...chosen, pinned }, tools: all });
        expect(exposed.shown.length + (exposed.facade ? 4 : 0)).toBeLessThanOrEqual(chosen.maxTools);
        expect(exposed.tokens).toBeLessThanOrEqual(chosen.maxTokens);
        expect(exposed.shown.length + exposed.leftOut.length).toBe(all.length);
        expect(exposed.facade || exposed.leftOut.length === 0).toBe(true);
      }),
    );
  });
});
