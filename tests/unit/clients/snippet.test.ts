import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { entryName } from '../../../main/clients/entry-for.ts';
import { knownClients } from '../../../main/clients/known/clients.ts';
import { serversIn } from '../../../main/clients/servers-in.ts';
import { remoteSnippetOf, snippetOf, usualLayout } from '../../../main/clients/snippet.ts';
import { fileOf, known } from '../../helpers/known-client.ts';

const launch = {
  command: 'C:\\Program Files\\Patchbay\\shim.exe',
  args: ['--app', 'x'],
  env: { PATCHBAY_APP_KEY: 'a'.repeat(64), PATCHBAY_HOME: 'C:\\Users\\Ada Lovelace\\$pb' },
};
const address = { url: 'http://127.0.0.1:7462/mcp', headers: { Authorization: `Bearer pb_x_${'b'.repeat(64)}` } };

const parsers = {
  json: (text: string) => JSON.parse(text) as unknown,
  toml: parseToml,
  yaml: (text: string) => parseYaml(text) as unknown,
};
const withFiles = knownClients.filter(({ asForm, entry }) => !asForm && !entry.shellExpands);

describe('what is pasted into an app', () => {
  it.each(withFiles)('is what $id reads, as a command and as an address', (client) => {
    const file = fileOf(client.id);
    const paste = snippetOf(client, launch);
    expect(serversIn(paste.whole, file, client)).toMatchObject([
      { name: entryName, isPatchbay: true, disabled: false, way: { kind: 'stdio', ...launch } },
    ]);
    const remote = remoteSnippetOf(client, address);
    if (remote === null) return;
    expect(serversIn(remote.whole, file, client)).toMatchObject([{ name: entryName, isPatchbay: true, way: { kind: 'http', ...address } }]);
  });

  it.each(withFiles)('goes beside the servers that $id has already', (client) => {
    const { format, whole, inner } = snippetOf(client, launch);
    if (format === 'form') throw new Error('not one of these');
    const key = client.keyPath[0] ?? '';
    const beside = {
      json: `{ ${JSON.stringify(key)}: { "a": {}, ${inner} } }`,
      toml: `[${key}.a]\ncommand = "x"\n\n${whole}`,
      yaml: `${key}:\n${client.container === 'map' ? '  a: {}' : '  - name: a'}\n${inner}`,
    };
    const made = Object(parsers[format](beside[format]))[key];
    const alone = Object(parsers[format](whole))[key];
    expect(Object.values(made)).toHaveLength(2);
    expect(Object.values(made).at(-1)).toEqual(Object.values(alone)[0]);
  });

  it('is TOML for Codex, to the letter', () => {
    expect(snippetOf(known('codex'), { command: '/opt/shim', args: ['--app', 'codex'], env: { K: 'v' } }).whole).toBe(
      '[mcp_servers.patchbay]\ncommand = "/opt/shim"\nargs = ["--app", "codex"]\n\n[mcp_servers.patchbay.env]\nK = "v"',
    );
    expect(remoteSnippetOf(known('codex'), { url: 'http://x', headers: { A: 'b' } })?.whole).toBe(
      '[mcp_servers.patchbay]\nurl = "http://x"\n\n[mcp_servers.patchbay.http_headers]\nA = "b"',
    );
  });

  it.each([
    ['vscode', { servers: { patchbay: { type: 'http', ...address } } }],
    ['gemini-cli', { mcpServers: { patchbay: { httpUrl: address.url, headers: address.headers } } }],
    ['windsurf', { mcpServers: { patchbay: { serverUrl: address.url, headers: address.headers } } }],
    ['opencode', { mcp: { patchbay: { type: 'remote', enabled: true, ...address } } }],
    ['cline', { mcpServers: { patchbay: { type: 'streamableHttp', ...address } } }],
    [
      'continue',
      { mcpServers: [{ name: 'patchbay', type: 'streamable-http', url: address.url, requestOptions: { headers: address.headers } }] },
    ],
    ['anythingllm', { mcpServers: { patchbay: { type: 'streamable', ...address } } }],
  ])('names an address in the words of %s', (id, value) => {
    const { format, whole = '' } = remoteSnippetOf(known(id), address) ?? {};
    expect(parsers[format === 'yaml' ? 'yaml' : 'json'](whole)).toEqual(value);
  });

  it('is a line for each field of the form of Raycast', () => {
    expect(snippetOf(known('raycast'), { command: '/opt/my shim', args: ['--app', 'raycast'], env: { K: 'v' } })).toEqual({
      format: 'form',
      whole: 'Name: patchbay\nTransport: Standard Input/Output\nCommand: /opt/my shim\nArguments: ["--app","raycast"]\nEnvironment K: v',
      inner: null,
    });
    expect(remoteSnippetOf(known('raycast'), address)?.whole).toContain(`URL: ${address.url}\nHTTP Headers Authorization: Bearer pb_x_`);
  });

  it.each(['claude-desktop', 'junie', 'jetbrains-ai'])('is no address for %s, whose settings take none', (id) => {
    expect(remoteSnippetOf(known(id), address)).toBeNull();
  });

  it('is what most apps read, where nobody knows the app', () => {
    expect(JSON.parse(snippetOf(usualLayout, launch).whole)).toEqual({ mcpServers: { patchbay: launch } });
  });
});
