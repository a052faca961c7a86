import { describe, expect, it } from 'vitest';
import { readEntries, withEntry, withoutEntry } from '../../../../main/clients/edit/entries.ts';
import type { EntryPlace } from '../../../../main/clients/edit/place.ts';
import { entry, jsonPlace, listPlace, tomlPlace, yamlPlace } from './places.ts';

const small = { command: 'x' };

const cases: readonly { readonly label: string; readonly place: EntryPlace; readonly before: string; readonly after: string }[] = [
  {
    label: 'an empty file',
    place: jsonPlace,
    before: '',
    after: '{\n  "mcpServers": {\n    "patchbay": {\n      "command": "x"\n    }\n  }\n}\n',
  },
  { label: 'minified JSON', place: jsonPlace, before: '{"a":1}', after: '{"a":1,"mcpServers":{"patchbay":{"command":"x"}}}' },
  {
    label: 'JSON on one line',
    place: jsonPlace,
    before: '{ "mcpServers": { "a": {} } }',
    after: '{ "mcpServers": { "a": {}, "patchbay": { "command": "x" } } }',
  },
  {
    label: 'tabs and Windows line breaks',
    place: jsonPlace,
    before: '{\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}',
    after: '{\r\n\t"mcpServers": {\r\n\t\t"a": {},\r\n\t\t"patchbay": {\r\n\t\t\t"command": "x"\r\n\t\t}\r\n\t}\r\n}',
  },
  {
    label: 'a comment behind the last server',
    place: jsonPlace,
    before: '{\n  "mcpServers": {\n    "a": {} // mine\n    /* none */\n  }\n}\n',
    after: '{\n  "mcpServers": {\n    "a": {}, // mine\n    "patchbay": {\n      "command": "x"\n    }\n    /* none */\n  }\n}\n',
  },
  {
    label: 'white space at the end of a line',
    place: jsonPlace,
    before: '{\n  "mcpServers": {\n    "a": {}\t\n  }\n}\n',
    after: '{\n  "mcpServers": {\n    "a": {},\t\n    "patchbay": {\n      "command": "x"\n    }\n  }\n}\n',
  },
  {
    label: 'a comment of two lines behind the last server',
    place: jsonPlace,
    before: '{\n  "mcpServers": {\n    "a": {} /* one\n two */ }\n}\n',
    after: '{\n  "mcpServers": {\n    "a": {}, /* one\n two */\n    "patchbay": {\n      "command": "x"\n    } }\n}\n',
  },
  {
    label: 'a trailing comma',
    place: jsonPlace,
    before: '{\n  "mcpServers": {\n    "a": {},\n  },\n}\n',
    after: '{\n  "mcpServers": {\n    "a": {},\n    "patchbay": {\n      "command": "x"\n    },\n  },\n}\n',
  },
  {
    label: 'a byte-order mark',
    place: jsonPlace,
    before: '\uFEFF{"mcpServers":{}}',
    after: '\uFEFF{"mcpServers":{"patchbay":{"command":"x"}}}',
  },
  {
    label: 'TOML with comments and no final line break',
    place: tomlPlace,
    before: '# mine\n[mcp_servers.a]\ncommand = "y" # y',
    after: '# mine\n[mcp_servers.a]\ncommand = "y" # y\n\n[mcp_servers.patchbay]\ncommand = "x"',
  },
  {
    label: 'a TOML inline table',
    place: tomlPlace,
    before: 'mcp_servers = { a = { command = "y" } } # all\n',
    after: 'mcp_servers = { a = { command = "y" }, patchbay = { command = "x" } } # all\n',
  },
  {
    label: 'dotted keys of TOML',
    place: tomlPlace,
    before: 'mcp_servers.a.command = "y"\n',
    after: 'mcp_servers.a.command = "y"\n\n[mcp_servers.patchbay]\ncommand = "x"\n',
  },
  {
    label: 'an empty YAML map',
    place: yamlPlace,
    before: 'extensions: {} # none\n',
    after: 'extensions: # none\n  patchbay:\n    command: x\n',
  },
  {
    label: 'YAML with anchors, comments and blank lines',
    place: yamlPlace,
    before: 'base: &b { t: 1 }\nextensions:\n    a:\n        <<: *b # t\n\n# end\nz: 1\n',
    after: 'base: &b { t: 1 }\nextensions:\n    a:\n        <<: *b # t\n    patchbay:\n        command: x\n\n# end\nz: 1\n',
  },
  {
    label: 'an empty YAML map with an anchor',
    place: yamlPlace,
    before: 'extensions: &e {}\nz: 1\n',
    after: 'extensions: &e\n  patchbay:\n    command: x\nz: 1\n',
  },
  {
    label: 'a YAML list whose dashes stand under its key',
    place: listPlace,
    before: 'mcpServers:\n- name: a\n  command: y\nrules: []\n',
    after: 'mcpServers:\n- name: a\n  command: y\n- name: patchbay\n  command: x\nrules: []\n',
  },
  {
    label: 'a YAML flow list',
    place: listPlace,
    before: 'mcpServers: [{ name: a }]\n',
    after: 'mcpServers: [{ name: a }, { name: patchbay, command: x }]\n',
  },
];

describe('an entry', () => {
  it.each(cases)('is written into $label as that is written', ({ place, before, after }) => {
    expect(withEntry(before, place, 'patchbay', small)).toBe(after);
    expect(readEntries(after, place).get('patchbay')).toEqual(small);
  });

  it.each(cases.filter(({ label }) => !/empty file|minified/.test(label)))(
    'leaves $label as it was when it goes',
    ({ place, before, after }) => {
      expect(withoutEntry(after, place, 'patchbay')).toBe(before);
    },
  );

  it.each(cases)('changes nothing in $label when it is there already', ({ place, before }) => {
    const once = withEntry(before, place, 'patchbay', entry);
    expect(withEntry(once, place, 'patchbay', entry)).toBe(once);
    expect(withoutEntry(before, place, 'patchbay')).toBe(before);
  });

  it.each(cases)('takes the place of another of its name in $label', ({ place, before, after }) => {
    const other = withEntry(before, place, 'patchbay', entry);
    expect(readEntries(other, place).get('patchbay')).toEqual(entry);
    expect(withEntry(other, place, 'patchbay', small)).toBe(after);
  });
});

describe('an entry that others put there', () => {
  it.each([
    [
      'the last of a YAML map with an anchor',
      yamlPlace,
      'extensions: &e # all\n  patchbay:\n    command: o\n',
      'extensions: &e {} # all\n',
    ],
    [
      'one behind a comment, with the bracket on its line',
      jsonPlace,
      '{"mcpServers": {"a": {}, // mine\n  "patchbay": {}}}',
      '{"mcpServers": {"a": {} // mine\n  }}',
    ],
    [
      'one behind a comment in a YAML flow map',
      yamlPlace,
      'extensions: {a: {}, # mine\n  patchbay: {}}\n',
      'extensions: {a: {} # mine\n  }\n',
    ],
    [
      'one below a YAML text that keeps its empty lines',
      yamlPlace,
      'extensions:\n  a:\n    b: |+\n      text\n  patchbay: {}\n\nz: 1\n',
      'extensions:\n  a:\n    b: |+\n      text\nz: 1\n',
    ],
  ])('goes and leaves the rest: %s', (_, place, before, after) => {
    expect(withoutEntry(before, place, 'patchbay')).toBe(after);
  });
});

describe('a key that holds a dot', () => {
  it('is one key', () => {
    const made = withEntry('{ "amp.url": 1 }', { ...jsonPlace, keyPath: ['amp.mcpServers'] }, 'patchbay', small);
    expect(JSON.parse(made)).toEqual({ 'amp.url': 1, 'amp.mcpServers': { patchbay: small } });
  });
});

describe('the entry of a TOML file', () => {
  it('goes with all its tables and rows, and nothing else', () => {
    const text =
      '[mcp_servers.patchbay]\ncommand = "o"\n# ours\nargs = []\n\n[mcp_servers.patchbay.env]\nA = "1"\n\n# of b\n[mcp_servers.b]\ncommand = "y"\n';
    expect(withoutEntry(text, tomlPlace, 'patchbay')).toBe('\n# of b\n[mcp_servers.b]\ncommand = "y"\n');
  });

  it('goes row by row where it is written in dotted keys', () => {
    const text = '[mcp_servers]\npatchbay.command = "o"\nb.command = "y"\npatchbay.args = ["a"]\n';
    expect(withoutEntry(text, tomlPlace, 'patchbay')).toBe('[mcp_servers]\nb.command = "y"\n');
  });
});
