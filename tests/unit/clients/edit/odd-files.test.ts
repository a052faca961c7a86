import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { ConfigFault } from '../../../../main/clients/edit/config-fault.ts';
import { readEntries, withEntry, withoutEntry } from '../../../../main/clients/edit/entries.ts';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import { broken, oddJson, oddToml, oddYaml } from './odd-files.ts';
import { jsonPlace, listPlace, strictJsonPlace, tomlPlace, yamlPlace } from './places.ts';

interface Kind {
  readonly label: string;
  readonly place: EntryPlace;
  readonly files: fc.Arbitrary<string>;
  /** By a parser that the product doesn't use for this. @throws where it reads none. */
  readonly parse: (text: string) => unknown;
}

const kinds: readonly Kind[] = [
  { label: 'strict JSON', place: strictJsonPlace, files: oddJson(false), parse: (text) => JSON.parse(text) as unknown },
  { label: 'JSON with comments', place: jsonPlace, files: oddJson(true), parse: parseJsonWithComments },
  { label: 'TOML', place: tomlPlace, files: oddToml, parse: (text) => parseToml(text.replace(/^\uFEFF/, '')) },
  { label: 'YAML', place: yamlPlace, files: oddYaml(false), parse: parseQuietly },
  { label: 'a YAML list', place: listPlace, files: oddYaml(true), parse: parseQuietly },
];

function parseQuietly(text: string): unknown {
  return parseYaml(text.replace(/^\uFEFF/, ''), { logLevel: 'error' }) as unknown;
}

function parseJsonWithComments(text: string): unknown {
  const { config, error } = ts.parseConfigFileTextToJson('a', text);
  if (error !== undefined) throw new Error('not read');
  return config as unknown;
}

const entry = { cmd: 'C:\\a b\\x.exe', args: ['--app', 'x'], env: { KEY: 'é "1"' } };

/** The same files each time: what a few more find is looked for with `PROPERTY_RUNS=5000`, and other files with each run. */
const more = process.env['PROPERTY_RUNS'];
const runs = more === undefined ? { numRuns: 40, seed: 7 } : { numRuns: Number(more) };

/** All that another parser reads, with the servers by name. */
function told(text: string, { place, parse }: Kind): { readonly rest: unknown; readonly servers: ReadonlyMap<string, unknown> } {
  const { [place.keyPath[0] ?? '']: container, ...rest } = Object(parse(text));
  const servers = Object.entries(Object(container)).map(
    ([key, value]) => [Array.isArray(container) ? Object(value).name : key, value] as const,
  );
  return { rest: plain(rest), servers: new Map(servers.map(([key, value]) => [key, plain(value)])) };
}

/** Without what `toEqual` would stumble over: dates of a class of their own, objects without a prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'null') as unknown;
}

describe.each(kinds)('any file of $label, however odd', (kind) => {
  const { files, place } = kind;
  const written = place.container === 'map' ? entry : { name: 'patchbay', ...entry };

  it('gets the entry and nothing else, and gives it back to the byte', () => {
    fc.assert(
      fc.property(files, (text) => {
        const before = told(text, kind);
        const after = withEntry(text, place, 'patchbay', entry);
        expect(told(after, kind)).toEqual({ rest: before.rest, servers: new Map([...before.servers, ['patchbay', written]]) });
        expect(withEntry(after, place, 'patchbay', entry)).toBe(after);
        const bare = withoutEntry(after, place, 'patchbay');
        const others = new Map([...before.servers].filter(([name]) => name !== 'patchbay'));
        expect(told(bare, kind)).toEqual({ rest: before.rest, servers: others });
        if (others.size === before.servers.size && others.size > 0) expect(bare).toBe(text);
      }),
      runs,
    );
  });

  it('that is broken is refused with its place, or is one that other programs read too', () => {
    fc.assert(
      fc.property(broken(files), (text) => {
        const fault = faultOf(text, place);
        if (fault === null) return void told(text, kind);
        const lines = text.split(/\r\n|\r|\n/);
        expect(fault.line).toBeLessThanOrEqual(lines.length);
        expect(fault.column).toBeGreaterThan(0);
        expect(fault.column).toBeLessThanOrEqual((lines[fault.line - 1]?.length ?? 0) + 2);
      }),
      runs,
    );
  });
});

/** Null: nothing is wrong. @throws what is no fault of the file. */
function faultOf(text: string, place: EntryPlace): ConfigFault | null {
  try {
    if (text.trim() === '') return new ConfigFault({ line: 1, column: 1 }, 'Nothing stands in it.');
    readEntries(text, place);
    return null;
  } catch (error) {
    if (error instanceof ConfigFault) return error;
    throw error;
  }
}
