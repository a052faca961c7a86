import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { readEntries, withEntry, withoutEntry } from '../../../../main/clients/edit/entries.ts';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import { jsonPlace, tomlPlace, yamlPlace } from './places.ts';
import { jsonFiles, tomlFiles, yamlFiles } from './written-files.ts';

interface Kind {
  readonly label: string;
  readonly place: EntryPlace;
  readonly files: fc.Arbitrary<string>;
  /** By a parser that the product doesn't use. */
  readonly parse: (text: string) => unknown;
  readonly comments: RegExp;
}

const kinds: readonly Kind[] = [
  {
    label: 'JSON',
    place: jsonPlace,
    files: jsonFiles,
    parse: (text) => ts.parseConfigFileTextToJson('a', text).config as unknown,
    comments: /\/\/ (?:top|end|above|behind)|\/\*[^*]*\*\//g,
  },
  { label: 'TOML', place: tomlPlace, files: tomlFiles, parse: (text) => parseToml(text), comments: /# (?:why|about|between)/g },
  { label: 'YAML', place: yamlPlace, files: yamlFiles, parse: (text) => parseYaml(text) as unknown, comments: /# (?:top|why|about|end)/g },
];

const newEntry = fc.record({
  command: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed()),
  args: fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }),
  env: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,10}$/), fc.string({ maxLength: 20 }), { maxKeys: 2, noNullPrototype: true }),
  enabled: fc.boolean(),
});

/** More of them find rarer layouts: `PROPERTY_RUNS=5000`. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? 60);

/** The parsed file with this server in its container. */
function withServer(value: unknown, key: string, server: object): unknown {
  const root = Object(value);
  return { ...root, [key]: { ...Object(root[key]), patchbay: server } };
}

describe.each(kinds)('any file of $label', ({ place, files, parse, comments }) => {
  const key = place.keyPath[0] ?? '';

  it('gets the entry, keeps all else, and gives it back', () => {
    fc.assert(
      fc.property(files, newEntry, (text, entry) => {
        const after = withEntry(text, place, 'patchbay', entry);
        expect(parse(after)).toEqual(withServer(parse(text), key, entry));
        expect(after.match(comments)).toEqual(text.match(comments));
        expect(withEntry(after, place, 'patchbay', entry)).toBe(after);
        const bare = withoutEntry(after, place, 'patchbay');
        if (readEntries(text, place).size > 0) expect(bare).toBe(text);
        else expect(Object(parse(bare))[key] ?? {}).toEqual({});
      }),
      { numRuns: runs },
    );
  });

  it('loses any one of its servers and nothing else', () => {
    fc.assert(
      fc.property(files, fc.nat(), (text, number) => {
        const names = [...readEntries(text, place).keys()];
        const name = names[number % Math.max(names.length, 1)] ?? 'none';
        const after = withoutEntry(text, place, name);
        const { [name]: _gone, ...left } = Object(Object(parse(text))[key]);
        expect(Object(parse(after))[key] ?? {}).toEqual(left);
        expect({ ...Object(parse(after)), [key]: null }).toEqual({ ...Object(parse(text)), [key]: null });
      }),
      { numRuns: runs },
    );
  });

  it('takes another entry in the place of one', () => {
    fc.assert(
      fc.property(files, newEntry, newEntry, (text, one, other) => {
        const twice = withEntry(withEntry(text, place, 'patchbay', one), place, 'patchbay', other);
        expect(parse(twice)).toEqual(withServer(parse(text), key, other));
      }),
      { numRuns: runs / 2 },
    );
  });
});
