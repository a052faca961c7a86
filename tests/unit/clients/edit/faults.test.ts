import { describe, expect, it } from 'vitest';
import { configText, largestConfig } from '../../../../main/clients/edit/config-bytes.ts';
import { ConfigFault } from '../../../../main/clients/edit/config-fault.ts';
import { readEntries, withEntry } from '../../../../main/clients/edit/entries.ts';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import { jsonPlace, listPlace, strictJsonPlace, tomlPlace, yamlPlace } from './places.ts';

const faults: readonly (readonly [string, EntryPlace, string, number, number, RegExp])[] = [
  ['a bracket that never closes', jsonPlace, '{\n  "a": {', 2, 9, /closing }/],
  ['a missing comma', jsonPlace, '{\n  "a": 1\n  "b": 2\n}', 3, 3, /comma is missing/],
  ['a comment where the app reads none', strictJsonPlace, '{\n  // mine\n  "a": 1\n}', 2, 3, /cannot read comments/],
  ['a trailing comma where the app reads none', strictJsonPlace, '{\n  "a": 1,\n}', 3, 1, /comma before a closing bracket/],
  ['a byte-order mark where the app reads none', strictJsonPlace, '\uFEFF{}', 1, 1, /byte-order mark/],
  ['text behind the end', jsonPlace, '{}\n{}', 2, 1, /should end here/],
  ['single quotes', jsonPlace, "{'a': 1}", 1, 2, /double quotes/],
  ['a list where servers belong', jsonPlace, '{ "mcpServers": [] }', 1, 17, /isn't an object/],
  ['a server that stands twice', jsonPlace, '{ "mcpServers": { "a": 1,\n "a": 2 } }', 2, 2, /second time/],
  ['the servers standing twice', jsonPlace, '{ "mcpServers": {},\r\n\r\n"mcpServers": {} }', 3, 1, /second time/],
  ['no object at all', jsonPlace, '\n[1]', 2, 1, /isn't an object/],
  ['a TOML key that stands twice', tomlPlace, 'a = 1\na = 2\n', 2, 1, /already defined/],
  ['TOML text without end', tomlPlace, 'a = 1\nb = "x\n', 2, 7, /not valid TOML/],
  ['a TOML array of tables where servers belong', tomlPlace, 'a = 1\n[[mcp_servers]]\n', 2, 1, /isn't a table/],
  ['a YAML key that stands twice', yamlPlace, 'a: 1\na: 2\n', 2, 1, /unique/],
  ['a tab in YAML', yamlPlace, 'a:\n\tb: 1\n', 2, 1, /Tabs/],
  ["an anchor that isn't there", yamlPlace, 'a: 1\nextensions: *b\n', 2, 13, /no anchor called b/],
  ['servers that are only a reference', yamlPlace, 'a: &b {}\nextensions: *b\n', 2, 13, /reference to another place/],
  ['a second document', yamlPlace, 'a: 1\n---\nb: 1\n', 2, 1, /documents/],
  ['two items of one name', listPlace, 'mcpServers:\n  - name: a\n  - name: a\n', 3, 3, /second server called a/],
  ['a map where a list belongs', listPlace, 'mcpServers:\n  a: {}\n', 2, 3, /in the way that the app reads them/],
];

describe('a file with a fault', () => {
  it.each(faults)('is refused with its place: %s', (...[, place, text, line, column, sentence]) => {
    expect(() => readEntries(text, place)).toThrow(ConfigFault);
    expect(() => withEntry(text, place, 'patchbay', { command: 'x' })).toThrow(sentence);
    expect(() => readEntries(text, place)).toThrow(expect.objectContaining({ line, column, code: 'invalid_input' }));
  });

  it('is refused where an alias would change with the entry', () => {
    const text = 'extensions: &e\n  a: {}\nother: *e\n';
    expect(() => withEntry(text, yamlPlace, 'patchbay', { command: 'x' })).toThrow(/leaves no room/);
  });

  it('is refused where it is nested without end', () => {
    expect(() => readEntries('['.repeat(200_000), jsonPlace)).toThrow(/nested too deeply/);
  });
});

describe('the bytes of a file', () => {
  it('are told from UTF-8 with the place of the first that is none', () => {
    expect(() => configText(Buffer.concat([Buffer.from('{\n "é": "'), Buffer.from([0xff, 0x22, 0x7d])]))).toThrow(
      expect.objectContaining({ line: 2, column: 8 }),
    );
  });

  it.each([Buffer.from('\uFEFF{}', 'utf16le'), Buffer.from('{}', 'utf16le')])('are refused in UTF-16', (bytes) => {
    expect(() => configText(bytes)).toThrow(/UTF-16/);
  });

  it('are refused where they are more than a file of settings has', () => {
    expect(() => configText(Buffer.alloc(largestConfig + 1, ' '))).toThrow(/10 MB/);
  });

  it('come back as they were', () => {
    const bytes = Buffer.from('\uFEFF{ "😀": "\u0000é" }\r\n');
    expect(Buffer.from(configText(bytes))).toEqual(bytes);
  });
});
