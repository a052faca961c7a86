import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultNameLength, type NamedThing, qualifiedName, shownNames } from '../../../main/catalog/shown-names.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

const limits = { maxLength: defaultNameLength, reserved: ['search_tools', 'call_tool', 'status'] };

function thingOf(qualified: string): NamedThing {
  const dot = qualified.indexOf('.');
  return { server: qualified.slice(0, dot), name: qualified.slice(dot + 1) };
}

function shownOf(...names: string[]): (string | undefined)[] {
  const shown = shownNames(names.map(thingOf), limits);
  return names.map((name) => shown.get(name));
}

const server = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
const bareName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 130, unit: 'binary' }),
  fc.stringMatching(/^[a-zA-Z_.-]{1,60}$/),
  fc.constantFrom('read', 'Read', 'READ', 're_ad', 're-ad', 're.ad', '___', '读', 'a'.repeat(500), 'tools'),
);
const qualifiedNames = fc.uniqueArray(
  fc.tuple(server, bareName).map(([start, end]) => `${start}.${end}`),
  { maxLength: 40 },
);

describe('the names that an app is shown', () => {
  it('keep the spelling of server and tool where they can', () => {
    expect(shownOf('files.read_file', 'my-server.get-env', 'github.createIssue')).toEqual([
      'files_read_file',
      'my_server_get_env',
      'github_createIssue',
    ]);
  });

  it('are short, plain, unique in lower case and none of the facade’s, for any names', () => {
    fc.assert(
      fc.property(qualifiedNames, (names) => {
        const shown = shownNames(names.map(thingOf), limits);
        expect(shown.size).toBe(names.length);
        const values = [...shown.values()];
        for (const value of values) expect(value).toMatch(/^(?!.*___)[a-zA-Z][a-zA-Z0-9_]{0,45}$/);
        const lower = values.map((value) => value.toLowerCase());
        expect(new Set([...lower, ...limits.reserved]).size).toBe(names.length + limits.reserved.length);
      }),
      { numRuns: 300 },
    );
  });

  it('are unique with any prefixes, and a name without one stays as it is where MCP allows it and nobody else has it', () => {
    const things = fc.uniqueArray(
      fc.record({ server: fc.constantFrom('a', 'b', 'c'), name: bareName, prefix: fc.constantFrom(undefined, '', '', 'my_', 'a_') }),
      { maxLength: 30, selector: ({ server: own, name }) => `${own}.${name}` },
    );
    fc.assert(
      fc.property(things, (named) => {
        const shown = shownNames(named, limits);
        expect(new Set(shown.values()).size).toBe(named.length);
        const lower = Map.groupBy(shown.values(), (name) => name.toLowerCase());
        for (const thing of named) {
          const name = shown.get(qualifiedName(thing)) ?? '';
          expect(limits.reserved).not.toContain(name.toLowerCase());
          if (name === thing.name) expect(name).toMatch(/^[A-Za-z0-9_.-]{1,128}$/);
          else expect(name).toMatch(/^(?!.*___)[a-zA-Z][a-zA-Z0-9_]{0,45}$/);
          const isAlone = named.every((other) => other === thing || other.name.toLowerCase() !== thing.name.toLowerCase());
          const isFree =
            isAlone && !limits.reserved.includes(thing.name.toLowerCase()) && lower.get(thing.name.toLowerCase())?.length === 1;
          if (thing.prefix === '' && /^[A-Za-z0-9_.-]{1,128}$/.test(thing.name) && isFree) expect(name).toBe(thing.name);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('have what the person wants in front of them', () => {
    const shown = shownNames(
      [
        { server: 'files', name: 'read', prefix: 'my_' },
        { server: 'git', name: 'log', prefix: 'vcs' },
        { server: 'x', name: 'get-it.now', prefix: '' },
        { server: 'x', name: 'do it', prefix: '' },
      ],
      limits,
    );
    expect([...shown.values()]).toEqual(['my_read', 'vcslog', 'get-it.now', 'do_it']);
  });

  it('do not depend on the order in which servers list their tools', () => {
    fc.assert(
      fc.property(qualifiedNames, (names) => {
        const things = names.map(thingOf);
        expect(shownNames(things.toReversed(), limits)).toEqual(new Map([...shownNames(things, limits)].toReversed()));
      }),
    );
  });

  it('tell apart what only differs in capitals or signs', () => {
    const names = shownOf('a.read-it', 'a.read_it', 'a.READ_it');
    expect(new Set(names.map((name) => name?.toLowerCase())).size).toBe(3);
  });

  it('get a hash where an app could mistake them for the facade', () => {
    expect(shownOf('search.tools')[0]).toMatch(/^search_tools_[0-9a-f]{8}$/);
  });

  it('tell long names apart that begin alike', () => {
    const [first = '', second = ''] = shownOf(`github.${'very_'.repeat(20)}one`, `github.${'very_'.repeat(20)}two`);
    expect(first).toMatch(/^github_very_.*_[0-9a-f]{8}$/);
    expect(first).not.toBe(second);
  });

  it('stay as they are when a tool that does not collide comes along', () => {
    expect(shownOf('files.读取', 'files.read')[0]).toBe(shownOf('files.读取')[0]);
  });

  it('are found for 10,000 tools within a second of thinking, long ones and ones that are all the same', async () => {
    const long = Array.from({ length: 10_000 }, (_, index) => ({ server: 'server', name: `${'x'.repeat(500)}${index}` }));
    const same = Array.from({ length: 10_000 }, (_, index) => ({ server: `s${index}`, name: 'read', prefix: '' }));
    for (const things of [long, same]) {
      const time = await thinkingTime(() => expect(new Set(shownNames(things, limits).values()).size).toBe(10_000));
      expect(time).toBeLessThan(1_000);
    }
  });
});
