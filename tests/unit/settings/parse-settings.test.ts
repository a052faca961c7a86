import { describe, expect, it } from 'vitest';
import { formatFault } from '../../../main/settings/fault.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';

function faultsOf(text: string): string[] {
  const parsed = parseSettings(text, 'config.yaml', '/home/kim');
  return 'faults' in parsed ? parsed.faults.map(formatFault) : [];
}

function settingsOf(text: string) {
  const parsed = parseSettings(text, 'config.yaml', '/home/kim');
  if ('faults' in parsed) throw new Error(parsed.faults.map(formatFault).join('\n'));
  return parsed.settings;
}

describe('a fault in config.yaml', () => {
  it.each([
    ['', '1:1 the file must begin with `version: 1`'],
    ['[1, 2]', '1:1 the file must begin with `version: 1`'],
    ['version: 2', '1:10 `version` must be there and be 1: begin the file with `version: 1`'],
    ['version: 1\nservers: { a: { comand: npx } }', '2:17 unknown key `comand`; did you mean `command`?'],
    ['version: 1\nserverz: {}', '2:1 unknown key `serverz`; did you mean `servers`?'],
    ['version: 1\nshopping: {}', '2:1 unknown key `shopping`; known here are version, servers, profiles, apps, approvals, endpoint'],
    ['version: 1\nservers: { a: { command: 1 } }', '2:26 `servers.a.command` must be text'],
    ['version: 1\nservers: { a: { command: "" } }', '2:26 `servers.a.command` must not be empty'],
    ['version: 1\nservers: { a: { command: x, args: y } }', '2:35 `servers.a.args` must be a list, such as [one, two]'],
    [
      'version: 1\nservers: { a: { command: x, env: { A: 1 } } }',
      '2:39 `servers.a.env.A` must be text: put quotes around numbers, true and false',
    ],
    [
      'version: 1\nservers: { A_b: { command: x } }',
      '2:12 `servers.A_b` must be small letters, digits and hyphens (32 at most), starting with a letter',
    ],
    ['version: 1\nservers: [a]', '2:10 `servers` must be a section of names, each followed by a colon'],
    ['version: 1\nservers: { a: }', '2:15 `servers.a` must be a section with `command`, `url` or `builtin`'],
    [
      'version: 1\nservers: { a: {} }',
      '2:12 the server `a` needs `command` (a program to start), `url` (a remote server) or `builtin` (files or memory)',
    ],
    ['version: 1\nservers: { a: { command: x, builtin: memory } }', '2:29 a server has either `command` or `builtin`: take one out'],
    ['version: 1\nservers: { a: { builtin: memory, roots: [/x] } }', '2:34 `roots` goes with `builtin: files` only: take it out'],
    ['version: 1\nservers: { a: { builtin: files } }', '2:12 the server `a` needs `roots`: the folders that it may use'],
    ['version: 1\nservers: { a: { builtin: files, roots: [] } }', '2:12 the server `a` needs `roots`: the folders that it may use'],
    ['version: 1\nservers: { a: { builtin: files, roots: [notes] } }', '2:41 the folder `notes` must be absolute: begin it with / or ~/'],
    ['version: 1\nservers: { a: { command: x, cwd: ../up } }', '2:34 the folder `../up` must be absolute: begin it with / or ~/'],
    [
      'version: 1\nservers: { a: { command: x, timeout: soon } }',
      '2:38 `servers.a.timeout` must be a number of seconds (0.1 to 86400) or a text such as "30s", "500ms" or "2m"',
    ],
    [
      'version: 1\nservers: { a: { command: x, timeout: 9999h } }',
      '2:38 `servers.a.timeout` must be a number of seconds (0.1 to 86400) or a text such as "30s", "500ms" or "2m"',
    ],
    [
      'version: 1\nservers: { a: { command: x, timeout: 0 } }',
      '2:38 `servers.a.timeout` must be a number of seconds (0.1 to 86400) or a text such as "30s", "500ms" or "2m"',
    ],
    [
      'version: 1\nservers: { a: { command: x, tools: { t: { risk: low } } } }',
      '2:49 `servers.a.tools.t.risk` must be one of read, write, destructive, open-world',
    ],
    ['version: 1\nprofiles: { default: { servers: [gone] } }', '2:34 there is no server `gone`; add it under `servers` or take it out'],
    [
      'version: 1\nservers: { git: { command: x } }\nprofiles: { p: { pinned: [gti.log] } }',
      '3:27 there is no server `gti`; did you mean `git`?',
    ],
    [
      'version: 1\nservers: { a: { url: docs.example } }',
      '2:22 this url must be a whole address that begins with https://, http://, wss:// or ws://',
    ],
    [
      'version: 1\nservers: { a: { url: "file:///etc/passwd" } }',
      '2:22 this url must be a whole address that begins with https://, http://, wss:// or ws://',
    ],
    ['version: 1\nservers: { a: { command: x, url: "https://a.example" } }', '2:29 a server has either `command` or `url`: take one out'],
    ['version: 1\nservers: { a: { command: x, headers: { A: b } } }', '2:29 `headers` goes with `url` only: take it out'],
    ['version: 1\nservers: { a: { url: "https://a.example", env: { A: b } } }', '2:43 `env` goes with `command` only: take it out'],
    [
      'version: 1\nservers: { a: { url: "ws://a.example", transport: sse } }',
      '2:22 `transport: sse` goes with another kind of address: take it out',
    ],
    [
      'version: 1\nservers: { a: { url: "https://a.example", headers: { Mcp-Name: b } } }',
      "2:54 the header `Mcp-Name` is Patchbay's own: take it out",
    ],
    ['version: 1\nservers: { a: { url: "https://a.example", headers: { "a b": c } } }', "2:54 `a b` can't be the name of a header"],
    [
      'version: 1\nservers: { a: { url: "https://a.example", headers: { A: "b\\nc" } } }',
      '2:57 `servers.a.headers.A` must be one line of plain characters',
    ],
    ['version: 1\napps: { cursor: { profile: defalt } }', '2:28 there is no profile `defalt`; did you mean `default`?'],
    ['version: 1\nendpoint: { port: 70000 }', '2:19 `endpoint.port` must be a port from 1 to 65535'],
    ['version: 1\nendpoint: { prot: 7462 }', '2:13 unknown key `prot`; did you mean `port`?'],
    [
      'version: 1\nservers: { a: { command: x, prefix: "a b" } }',
      '2:37 `servers.a.prefix` must be letters, digits and _ (24 at most), starting with a letter, or ""',
    ],
    [
      'version: 1\nservers: { a: { command: x, prefix: } }',
      '2:37 `servers.a.prefix` must be text: "" lets tools and prompts keep their names',
    ],
    ['version: 1\nprofiles: { p: { maxTools: 0 } }', '2:28 `profiles.p.maxTools` must be at least 1'],
  ])('is named with its place: %j', (text, fault) => {
    expect(faultsOf(text)).toEqual([`config.yaml:${fault}`]);
  });

  it('never hides another', () => {
    const text = 'version: 1\nservers:\n  A: { comand: x }\n  b: { builtin: files }\napps: { c: { profile: nope } }\n';
    expect(faultsOf(text).map((fault) => fault.split(' ')[0])).toEqual([
      'config.yaml:3:3',
      'config.yaml:3:8',
      'config.yaml:4:3',
      'config.yaml:5:23',
    ]);
  });
});

describe('how one signs in at a server', () => {
  const authOf = (auth: string, more = '') => {
    const parsed = parseSettings(
      `version: 1\nservers: { a: { url: "https://x.example/mcp"${more}, auth: ${auth} } }`,
      'config.yaml',
      '/home/kim',
    );
    return 'settings' in parsed ? parsed.settings.servers.get('a') : parsed.faults.map(({ message }) => message);
  };

  it('may be left to the server, or be written down', () => {
    expect(authOf('oauth')).toMatchObject({ auth: { scopes: [] } });
    const written = '{ clientId: mine, clientSecret: { secret: docs-client }, redirectPort: 7777, scopes: [read, "a:b"] }';
    expect(authOf(written)).toMatchObject({
      auth: { clientId: 'mine', clientSecret: { secret: 'docs-client' }, redirectPort: 7777, scopes: ['read', 'a:b'] },
    });
  });

  it.each([
    ['basic', '', 'must be `oauth`, or a section'],
    ['{ client: x }', '', 'unknown key `client`'],
    ['{ clientId: "" }', '', 'must not be empty'],
    ['{ clientSecret: x }', '', 'goes with `clientId`'],
    ['{ clientMetadataUrl: "http://x.example/y" }', '', 'begins with https://'],
    ['{ redirectPort: 0 }', '', 'must be a port'],
    ['{ scopes: [two words] }', '', 'one word'],
    ['oauth', ', headers: { Authorization: x }', 'two keys for one door'],
  ])('%j%s is refused with a reason', (auth, more, reason) => {
    expect(JSON.stringify(authOf(auth, more))).toContain(reason);
  });

  it('goes with a url only, and one that is no secret', () => {
    expect(faultsOf('version: 1\nservers: { a: { command: x, auth: oauth } }')[0]).toContain('goes with `url` only');
    expect(faultsOf('version: 1\nservers: { a: { url: { secret: x, prefix: "https://" }, auth: oauth } }')[0]).toContain('from the vault');
  });
});

describe('a key that comes with a later version', () => {
  it.each(['idleStop', 'memoryLimit', 'restart', 'serialize', 'smoke', 'tags', 'purpose', 'class'])('%s of a server says so', (key) => {
    expect(faultsOf(`version: 1\nservers: { a: { command: x, ${key}: y } }`)).toEqual([
      `config.yaml:2:29 \`${key}\` isn't available in this version: take it out`,
    ]);
  });

  it.each(['policy', 'limits', 'audit'])('%s says so', (key) => {
    expect(faultsOf(`version: 1\n${key}: {}`)).toEqual([`config.yaml:2:1 \`${key}\` isn't available in this version: take it out`]);
  });
});

describe('hostile YAML', () => {
  it.each([
    ['a tab', 'version: 1\nservers:\n\ta: {}', 'config.yaml:3:1 this is no valid YAML: Tabs are not allowed as indentation'],
    ['a key twice', 'version: 1\nversion: 1', 'config.yaml:2:1 the key `version` stands here twice: take one out'],
    ['two documents', 'version: 1\n---\nversion: 1', 'config.yaml:2:1 this file must be one YAML document: take out the line `---`'],
    ['an anchor', 'version: 1\nservers: &all {}', 'config.yaml:2:15 anchors (`&name`) are not allowed: take it out'],
    [
      'a merge',
      'version: 1\nservers: { a: { <<: { command: x } } }',
      'config.yaml:2:17 merge keys (`<<`) are not allowed: write the keys out',
    ],
    ['a tag', 'version: !evil 1', 'config.yaml:1:10 this is no valid YAML: Unresolved tag: !evil'],
    [
      'a prototype',
      'version: 1\nservers: { __proto__: { command: x } }',
      'config.yaml:2:12 `servers.__proto__` must be small letters, digits and hyphens (32 at most), starting with a letter',
    ],
    ['5 MB', '# long\n'.repeat(750_000), 'config.yaml:1:1 the file is too long (5250000 characters; at most 524288 are read)'],
  ])('is refused with its place: %s', (_what, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('that nests too deeply is refused', () => {
    expect(faultsOf(`version: ${'['.repeat(5_000)}`)).toEqual([expect.stringMatching(/^config\.yaml:1:\d+ this is nested too deeply$/)]);
  });

  it('that multiplies itself by aliases is refused before it grows', () => {
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 40 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`),
    ].join('\n');
    expect(faultsOf(bomb)).toContain('config.yaml:2:10 aliases (`*name`) are not allowed: write the value out');
  });

  it('with very many unknown keys is answered with the first', () => {
    const faults = faultsOf(['version: 1', ...Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`)].join('\n'));
    expect(faults.length).toBe(50);
  });
});

describe('valid settings', () => {
  it('have every default filled in', () => {
    expect(settingsOf('version: 1\nservers:\nprofiles:\n')).toEqual({
      servers: new Map(),
      profiles: new Map([['default', { servers: null, exposure: 'compact', maxTools: 40, maxTokens: 8_000, pinned: [] }]]),
      apps: new Map(),
      approvals: { timeoutMs: 120_000 },
      endpoint: null,
    });
  });

  it.each([
    ['endpoint:', 7462],
    ['endpoint: {}', 7462],
    ['endpoint: { port: 9000 }', 9000],
  ])('open the endpoint as soon as it is named: %s', (text, port) => {
    expect(settingsOf(`version: 1\n${text}`).endpoint).toEqual({ port });
  });

  it('have paths expanded and times in milliseconds', () => {
    const { servers } = settingsOf(
      'version: 1\nservers:\n  git: { command: ~/bin/git-mcp, cwd: ~/work, timeout: 90, tools: { push: { risk: destructive, hidden: true, timeout: 2m } } }\n' +
        '  files: { builtin: files, roots: [~/notes, /srv/../srv/data], mode: disabled, timeout: 500ms }\n',
    );
    expect([...servers.values()]).toEqual([
      {
        kind: 'stdio',
        command: '/home/kim/bin/git-mcp',
        args: [],
        env: {},
        cwd: '/home/kim/work',
        mode: 'shared',
        timeoutMs: 90_000,
        tools: new Map([['push', { risk: 'destructive', hidden: true, timeoutMs: 120_000 }]]),
      },
      { kind: 'builtin', builtin: 'files', roots: ['/home/kim/notes', '/srv/data'], mode: 'disabled', timeoutMs: 500, tools: new Map() },
    ]);
  });

  it('have what a remote server needs', () => {
    const { servers } = settingsOf(
      'version: 1\nservers:\n  docs: { url: https://docs.example/mcp, headers: { Authorization: Bearer abc } }\n  live: { url: wss://live.example }\n',
    );
    const common = { kind: 'http', mode: 'shared', timeoutMs: 60_000, tools: new Map() };
    expect([...servers.values()]).toEqual([
      { ...common, url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer abc' }, transport: 'auto' },
      { ...common, url: 'wss://live.example', headers: {}, transport: 'websocket' },
    ]);
  });

  it('say what becomes of an entry that an app lost', () => {
    const { apps } = settingsOf('version: 1\napps: { cursor: { guard: mend }, codex: { guard: "off" } }\n');
    expect([...apps.values()].map(({ guard }) => guard)).toEqual(['mend', 'off']);
  });

  it('give an app the default profile unless it names another', () => {
    const { apps } = settingsOf('version: 1\nprofiles: { small: { maxTools: 5 } }\napps: { cursor: {}, codex: { profile: small } }');
    expect([...apps]).toEqual([
      ['cursor', { profile: 'default', guard: 'tell' }],
      ['codex', { profile: 'small', guard: 'tell' }],
    ]);
  });

  it('may change the default profile in part', () => {
    expect(settingsOf('version: 1\nprofiles: { default: { exposure: full } }').profiles.get('default')).toEqual({
      servers: null,
      exposure: 'full',
      maxTools: 40,
      maxTokens: 8_000,
      pinned: [],
    });
  });
});
