import { describe, expect, it } from 'vitest';
import { configText, largestConfig } from '../../../../main/clients/edit/config-bytes.ts';
import { ConfigFault } from '../../../../main/clients/edit/config-fault.ts';
import { readEntries, withEntry, withoutEntry } from '../../../../main/clients/edit/entries.ts';
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
  ['a TOML key that stands twice', tomlPlace, 'a = 1\na = 2\n', 2, 1, /second time/],
  ['TOML text without end', tomlPlace, 'a = 1\nb = "x\n', 2, 7, /no closing quote/],
  ['TOML text behind a closing quote', tomlPlace, 'a = 1\nb = ["x"y]\n', 2, 6, /behind a closing quote/],
  ['a TOML name with more behind its quotes', tomlPlace, '[mcp_servers."a"b]\n', 1, 2, /behind a closing quote/],
  ['TOML that breaks off in a name', tomlPlace, 'a = 1\nb.', 2, 3, /breaks off/],
  ['a TOML value without quotes', tomlPlace, '[mcp_servers.a]\ncommand = npx\n', 2, 11, /text stands in quotes/],
  ['a TOML list that never closes', tomlPlace, 'a = [1\n', 1, 5, /closing bracket/],
  ['a TOML array of tables where servers belong', tomlPlace, 'a = 1\n[[mcp_servers]]\n', 2, 1, /isn't a table/],
  ['a YAML key that stands twice', yamlPlace, 'a: 1\na: 2\n', 2, 1, /second time/],
  ['a tab in YAML', yamlPlace, 'a:\n\tb: 1\n', 2, 1, /tab stands where spaces/],
  ["an anchor that isn't there", yamlPlace, 'a: 1\nextensions: *b\n', 2, 13, /anchor that isn't there/],
  ['servers that are only a reference', yamlPlace, 'a: &b {}\nextensions: *b\n', 2, 13, /reference to another place/],
  ['a second document', yamlPlace, 'a: 1\n---\nb: 1\n', 2, 1, /second document/],
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

  it.each([
    ['JSON', jsonPlace, '['.repeat(200_000)],
    ['JSON', jsonPlace, `{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`],
    ['TOML', tomlPlace, `a = ${'['.repeat(3000)}${']'.repeat(3000)}`],
    ['TOML', tomlPlace, `a${'.a'.repeat(200_000)} = 1`],
    ['YAML', yamlPlace, '- '.repeat(5000)],
  ])('is refused where it is nested without end: %s', (_, place, text) => {
    expect(() => withEntry(text, place, 'patchbay', { command: 'x' })).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('nested too deeply') }),
    );
  });

  it.each([
    ['JSON', jsonPlace, `{"a":${'['.repeat(200)}${']'.repeat(200)},"mcpServers":{}}`],
    ['TOML', tomlPlace, `a = ${'['.repeat(200)}${']'.repeat(200)}\nb${'.b'.repeat(200)} = "${'x.'.repeat(600)}"\n`],
    ['YAML', yamlPlace, `a: ${'['.repeat(200)}${']'.repeat(200)}\nextensions: {}\n`],
  ])('is none where it is nested two hundred deep: %s', (_, place, text) => {
    expect(withoutEntry(withEntry(text, place, 'patchbay', { command: 'x' }), place, 'patchbay')).toBe(text);
  });

  it('is none where one text in it is megabytes long', () => {
    const text = `a = "${'x'.repeat(9_000_000)}"\nb = '${'y'.repeat(1_000)}'\n`;
    expect(withEntry(text, tomlPlace, 'patchbay', { command: 'x' }).startsWith(text)).toBe(true);
  });

  it('is refused where it refers to itself over and over', () => {
    expect(() => readEntries(`a: &a 1\nb:\n${'- *a\n'.repeat(2000)}`, yamlPlace)).toThrow(/too often/);
  });
});

/** What people get wrong around a secret, in each format. */
const secret = 'ghp_Sw0rdfish';
const betrayers: readonly (readonly [EntryPlace, readonly string[]])[] = [
  [
    jsonPlace,
    [
      ...[`{"T": ${secret}}`, `{"T": "${secret}}`, `{"T": "a" "${secret}"}`, `{"T": "\\q${secret}"}`],
      ...[`{'T': '${secret}'}`, `{"T": "${secret}"`, secret],
    ],
  ],
  [
    tomlPlace,
    [
      ...[`T = ${secret}`, `T = "a"${secret}`, `T = "\\q${secret}"`, `T = "\\u12${secret}"`, `T = 1${secret}`, `T = 2026-01-01${secret}`],
      ...[`T = [${secret}]`, `T = 'a' '${secret}'`, `T = "${secret}`, `T: ${secret}`, `[${secret}`, `T = 1.${secret}`, `T = 07:${secret}`],
      ...[secret, `${secret} = 1\n${secret} = 2`, `[a]\n${secret}.b = 1\n[a.${secret}]`, `T = {${secret}}`, `T = """${secret}`],
    ],
  ],
  [
    yamlPlace,
    [
      ...[
        `T: *${secret}`,
        `T: @${secret}`,
        `T: "a" ${secret}`,
        `T: "\\q${secret}"`,
        `T: |${secret}`,
        `T: [${secret}\nb: 1`,
        `T: }${secret}`,
      ],
      ...[`T: 'a'${secret}'`, `T: !a!${secret} 1`, `T: !<${secret}`, `- a\nT: ${secret}`, `{T: a}}${secret}`, `T: - ${secret}`],
      ...[`%${secret}\n`, `${secret}: 1\n${secret}: 2`, `T: a\n...\n${secret}`, `T: &a &${secret} x`, `T: *a\nx: &a ${secret}`],
      ...[`a: x\n ${secret}: y`, secret, `extensions: ${secret}`],
    ],
  ],
  [listPlace, [`mcpServers: ${secret}`, `mcpServers:\n  - ${secret}: [`]],
];

describe('what is said of a file with a fault', () => {
  it.each(betrayers.flatMap(([place, texts]) => texts.map((text) => [place.format, text, place] as const)))(
    'never quotes what stands in it: %s %j',
    (_, text, place) => {
      const fault = faultOf(text, place);
      expect(fault.message).not.toMatch(/ghp|Sw0rd|fish/i);
      expect(JSON.stringify(fault.data)).not.toMatch(/ghp|Sw0rd|fish/i);
    },
  );
});

function faultOf(text: string, place: EntryPlace): ConfigFault {
  try {
    readEntries(text, place);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
  }
  throw new Error(`nobody refused ${text}`);
}

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
