import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../main/clients/check-file.ts';
import { withEntry } from '../../../main/clients/edit/entries.ts';
import { entryFor, entryName } from '../../../main/clients/entry-for.ts';
import { knownClients } from '../../../main/clients/known/clients.ts';
import { placeIn } from '../../../main/clients/place-in.ts';
import { serversIn } from '../../../main/clients/servers-in.ts';
import { fileOf, known } from '../../helpers/known-client.ts';

const stdio = (command: string, ...args: string[]) => ({ kind: 'stdio', command, args, env: {}, cwd: null });
const remote = (url: string, transport: string, headers: Record<string, string> = {}) => ({
  kind: 'http',
  url,
  transport,
  headers,
  headersFrom: [],
});

describe('the servers in an app’s file', () => {
  it.each([
    ['claude-desktop', '{"mcpServers":{"a":{"command":"npx","args":["-y","x"]}}}', stdio('npx', '-y', 'x')],
    [
      'vscode',
      '{"servers":{"a":{"type":"stdio","command":"x","env":{"N":1,"gone":null}}}, "inputs":[]}',
      { ...stdio('x'), env: { N: '1' } },
    ],
    ['vscode', '// mine\n{"servers":{"a":{"type":"http","url":"https://a.example/mcp",}}}', remote('https://a.example/mcp', 'http')],
    ['zed', '{"theme":"x","context_servers":{"a":{"source":"custom","command":"x","args":["1"]}}}', stdio('x', '1')],
    ['zed', '{"context_servers":{"a":{"command":{"path":"x","args":["1"],"env":{"A":"b"}}}}}', { ...stdio('x', '1'), env: { A: 'b' } }],
    ['opencode', '{"mcp":{"a":{"type":"local","command":["x","1"],"environment":{"A":"b"}}}}', { ...stdio('x', '1'), env: { A: 'b' } }],
    ['opencode', '{"mcp":{"a":{"type":"remote","url":"https://a.example"}}}', remote('https://a.example', 'auto')],
    [
      'goose',
      'extensions:\n  a:\n    type: stdio\n    enabled: true\n    cmd: x\n    args: ["1"]\n    envs: { A: b }\n',
      { ...stdio('x', '1'), env: { A: 'b' } },
    ],
    ['goose', 'extensions:\n  a: { type: streamable_http, enabled: true, uri: https://a.example }\n', remote('https://a.example', 'http')],
    ['cline', '{"mcpServers":{"a":{"transport":{"type":"stdio","command":"x","cwd":"/w"}}}}', { ...stdio('x'), cwd: '/w' }],
    ['cline', '{"mcpServers":{"a":{"url":"https://a.example"}}}', remote('https://a.example', 'sse')],
    ['cline', '{"mcpServers":{"a":{"type":"streamableHttp","url":"https://a.example"}}}', remote('https://a.example', 'http')],
    ['continue', 'name: x\nmcpServers:\n  - name: a\n    command: x\n', stdio('x')],
    [
      'continue',
      'mcpServers:\n  - name: a\n    type: sse\n    url: https://a.example\n    apiKey: k\n',
      remote('https://a.example', 'sse', { Authorization: 'Bearer k' }),
    ],
    [
      'windsurf',
      '{"mcpServers":{"a":{"serverUrl":"https://a.example","headers":{"X":"y"}}}}',
      remote('https://a.example', 'auto', { X: 'y' }),
    ],
    ['gemini-cli', '{"mcpServers":{"a":{"httpUrl":"https://a.example"}}}', remote('https://a.example', 'http')],
    ['gemini-cli', '{"mcpServers":{"a":{"url":"https://a.example"}}}', remote('https://a.example', 'sse')],
    ['amp', '{"amp.mcpServers":{"a":{"command":"x"}}}', stdio('x')],
    ['warp', '{"mcpServers":{"a":{"command":"x","working_directory":"/w"}}}', { ...stdio('x'), cwd: '/w' }],
    ['codex', '[mcp_servers.a]\ncommand = "x"\nargs = ["1"]\n[mcp_servers.a.env]\nA = "b"\n', { ...stdio('x', '1'), env: { A: 'b' } }],
    ['crush', '{"mcp":{"a":{"type":"stdio","command":"x"}}}', stdio('x')],
  ])('of %s are told in one way: %s', (id, text, way) => {
    expect(serversIn(text, fileOf(id), known(id))).toMatchObject([{ name: 'a', way, disabled: false, isPatchbay: false }]);
  });

  it('of Codex can take headers from variables', () => {
    const text =
      '[mcp_servers.a]\nurl = "https://a.example"\nbearer_token_env_var = "TOKEN"\nenv_http_headers = { X-Org = "ORG" }\nhttp_headers = { A = "b" }\n';
    const [{ way } = { way: null }] = serversIn(text, fileOf('codex'), known('codex'));
    expect(way).toMatchObject({
      headers: { A: 'b' },
      headersFrom: [
        { header: 'Authorization', variable: 'TOKEN', prefix: 'Bearer ' },
        { header: 'X-Org', variable: 'ORG', prefix: '' },
      ],
    });
  });

  it.each([
    ['cursor', '{"mcpServers":{"a":{"command":"x","disabled":true}}}'],
    ['codex', '[mcp_servers.a]\ncommand = "x"\nenabled = false\n'],
    ['jan', '{"mcpServers":{"a":{"command":"x","active":false}}}'],
  ])('of %s can be switched off', (id, text) => {
    expect(serversIn(text, fileOf(id), known(id))).toMatchObject([{ name: 'a', disabled: true }]);
  });

  it('of Claude Code also stand under its projects', () => {
    const text = '{"mcpServers":{"a":{"command":"x"}},"projects":{"/p":{"mcpServers":{"b":{"command":"y"}}},"/q":{"history":[]}}}';
    expect(serversIn(text, fileOf('claude-code'), known('claude-code')).map(({ name, keyPath }) => [name, keyPath])).toEqual([
      ['a', ['mcpServers']],
      ['b', ['projects', '/p', 'mcpServers']],
    ]);
  });

  it('of OpenCode also stand in its nested layout', () => {
    const text = '{"mcp":{"servers":{"b":{"type":"local","command":["y"]}}}}';
    expect(serversIn(text, fileOf('opencode'), known('opencode')).map(({ name }) => name)).toEqual(['b']);
    expect(placeIn(text, fileOf('opencode')).keyPath).toEqual(['mcp', 'servers']);
    expect(placeIn('{"mcp":{"servers":{"type":"local","command":["y"]}}}', fileOf('opencode')).keyPath).toEqual(['mcp']);
  });

  it('leave out what the app brings itself', () => {
    expect(
      serversIn('extensions:\n  developer: { type: builtin, enabled: true, name: developer }\n', fileOf('goose'), known('goose')),
    ).toEqual([]);
  });

  it.each(knownClients)('of $id know a way to Patchbay, as this app would have it', (client) => {
    const launch = { command: '/opt/shim', args: ['--app', client.id], env: { PATCHBAY_APP_KEY: 'a'.repeat(64) } };
    const text = withEntry('', fileOf(client.id).place, entryName, entryFor(client, launch));
    checkFile(text, client, fileOf(client.id));
    expect(serversIn(text, fileOf(client.id), client)).toMatchObject([
      { name: entryName, isPatchbay: true, way: { ...launch, kind: 'stdio' } },
    ]);
  });

  it('are not guessed where the file has a fault', () => {
    expect(() => serversIn('{"mcpServers":\n  {"a": oops}}', fileOf('cursor'), known('cursor'))).toThrow(
      expect.objectContaining({ line: 2 }),
    );
  });
});

describe('a file that is about to be written', () => {
  const check = (id: string, text: string) => () => checkFile(text, known(id), fileOf(id));

  it.each([
    ['an entry without a type', '{"mcp":{"a":{"command":["x"]}}}', /"a" doesn't say type/],
    ['a command that is no list', '{"mcp":{"a":{"type":"local","command":"x"}}}', /"a" needs its command as a list/],
    ['a variable that is no text', '{"mcp":{"a":{"type":"local","command":["x"],"environment":{"A":1}}}}', /"a" has a variable/],
    ['a remote entry without a url', '{"mcp":{"a":{"type":"remote"}}}', /"a" has no url/],
  ])('is refused for OpenCode with %s, even in another server', (_, text, message) => {
    expect(check('opencode', text)).toThrow(message);
    expect(check('kilo-code', text)).toThrow(message);
    expect(check('crush', text)).not.toThrow();
  });

  it('may switch a server of OpenCode off without saying more', () => {
    expect(check('opencode', '{"mcp":{"a":{"enabled":false}}}')).not.toThrow();
  });

  it.each([
    ['claude-code', 'a comment', '{\n  // mine\n}'],
    ['claude-code', 'a comma at the end', '{"mcpServers":{},}'],
    ['gemini-cli', 'a byte-order mark', '\uFEFF{}'],
    ['amp', 'a byte-order mark', '\uFEFF{}'],
    ['factory-droid', 'a comma at the end', '{"mcpServers":{},}'],
    ['qwen-code', 'a comma at the end', '{"mcpServers":{},}'],
  ])('is refused for %s with %s', (id, _, text) => {
    expect(check(id, text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('is refused for Trae where the command holds a space', () => {
    const entry = (command: string) => JSON.stringify({ mcpServers: { patchbay: { command, args: [] } } });
    expect(check('trae', entry('/Program Files/shim'))).toThrow(/path holds a space/);
    expect(check('trae', entry('/opt/shim'))).not.toThrow();
  });
});
