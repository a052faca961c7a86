import { describe, expect, it } from 'vitest';
import { draftOf, plain } from '../../../main/imports/draft.ts';
import { isPatchbay } from '../../../main/imports/own-entry.ts';
import { risksOf } from '../../../main/imports/risks.ts';
import { isSameServer } from '../../../main/imports/same-server.ts';
import { draftsIn } from '../../helpers/pasted.ts';

function draft(text: string) {
  const [found] = draftsIn(text);
  if (found === undefined) throw new Error(`There is no server in ${text}.`);
  return found;
}

const withEnv = (env: object) => JSON.stringify({ command: 'npx', args: ['-y', 'thing'], env });

describe('two servers are the same', () => {
  it.each([
    ['npx -y @upstash/context7-mcp', 'npx @upstash/context7-mcp@4.1.1'],
    ['npx -y thing', 'bunx thing@latest'],
    ['npx thing --stdio', 'pnpm dlx thing@2 --stdio'],
    ['npx thing', 'npm exec -- thing'],
    ['npx -y thing', 'cmd /c npx -y thing'],
    ['npx -y --package=thing thing', 'npx thing'],
    ['/usr/local/bin/npx thing', 'npx thing'],
    ['uvx mcp-server-git', 'uvx mcp-server-git@2026.8.18'],
    ['uvx mcp_server_git', 'uvx --from mcp-server-git==2026.8.18 mcp-server-git'],
    ['uvx mcp-server-git', 'uv tool run mcp-server-git'],
    ['docker run -i --rm mcp/time', 'docker run --rm -i --pull always mcp/time:1.2'],
    ['docker run -i mcp/time', 'podman run -i docker.io/mcp/time'],
    ['https://MCP.example.com/mcp/', 'https://mcp.example.com:443/mcp'],
    [withEnv({ A: '1', B: '2' }), withEnv({ B: '2', A: '1' })],
    [withEnv({ TOKEN: 'abc' }), withEnv({ TOKEN: '<YOUR_TOKEN>' })],
    ['npx thing postgres://bob:pw@h/db', 'npx thing <connection-string>'],
  ])('%s and %s', (a, b) => {
    expect(isSameServer(draft(a), draft(b))).toBe(true);
    expect(isSameServer(draft(b), draft(a))).toBe(true);
  });

  it.each([
    ['npx thing /home/a', 'npx thing /home/b'],
    [JSON.stringify({ command: 'node', args: ['a.js'], cwd: '/a' }), JSON.stringify({ command: 'node', args: ['a.js'], cwd: '/b' })],
    [JSON.stringify({ command: 'node', args: ['a.js'], cwd: '/a' }), 'node a.js'],
    ['npx thing postgres://bob:pw@h/one', 'npx thing postgres://bob:pw@h/two'],
    ['npx thing', 'uvx thing'],
    ['npx thing', 'npx @scope/thing'],
    ['npx thing', 'npx thing --read-only'],
    [withEnv({ TOKEN: 'abc' }), withEnv({ TOKEN: 'abd' })],
    [withEnv({ TOKEN: 'abc' }), withEnv({})],
    ['docker run -i -v /a:/a mcp/files', 'docker run -i -v /b:/a mcp/files'],
    ['docker run -i --privileged mcp/files', 'docker run -i mcp/files'],
    ['https://a.example/mcp', 'http://a.example/mcp'],
    ['https://a.example/mcp?project=1', 'https://a.example/mcp?project=2'],
    ['https://a.example/one', 'https://a.example/two'],
    ['npx thing a<x>b', 'npx thing ac'],
  ])('but not %s and %s', (a, b) => {
    expect(isSameServer(draft(a), draft(b))).toBe(false);
    expect(isSameServer(draft(b), draft(a))).toBe(false);
  });

  it('and built-in ones by their folders', () => {
    const files = (root: string) => draftOf('files', { kind: 'builtin', builtin: 'files', roots: [plain(root)] });
    expect(isSameServer(files('/a'), files('/a'))).toBe(true);
    expect(isSameServer(files('/a'), files('/b'))).toBe(false);
    expect(isSameServer(files('/a'), draft('npx thing'))).toBe(false);
  });
});

describe('the way into Patchbay', () => {
  const key = '0'.repeat(64);

  it.each([
    `{"patchbay": {"command": "node", "args": ["/opt/x.js"], "env": {"PATCHBAY_APP_KEY": "${key}"}}}`,
    '{"other": {"command": "/opt/Patchbay/resources/bin/patchbay-shim", "args": ["--app", "cursor"]}}',
    String.raw`{"other": {"command": "C:\\Program Files\\Patchbay\\resources\\bin\\patchbay-shim.cmd", "args": []}}`,
    '{"other": {"command": "node", "args": ["/src/patchbay/dist/shim/main.js", "--app", "cursor"]}}',
    '{"other": {"command": "patchbay", "args": ["shim", "--app", "cursor"]}}',
    `{"other": {"url": "http://127.0.0.1:7462/mcp", "headers": {"Authorization": "Bearer pb_cursor_${key}"}}}`,
    '{"patchbay": {"url": "http://localhost:9999/mcp"}}',
  ])('is recognised: %s', (text) => {
    expect(isPatchbay(draft(text))).toBe(true);
  });

  it.each([
    'npx thing',
    'http://127.0.0.1:7462/mcp',
    'node /opt/shim/main.js',
    '{"patchbay": {"command": "npx", "args": ["patchbay-notes"]}}',
  ])('is nothing else: %s', (text) => {
    expect(isPatchbay(draft(text))).toBe(false);
  });
});

describe('what is risky about a server', () => {
  const risks = (text: string, platform: NodeJS.Platform = 'linux', exists = false) =>
    risksOf(draft(text), { platform, exists: () => exists });

  it.each([
    ['npx thing', 'No version is pinned: each start may bring a newer thing from npm.'],
    ['npx thing@latest', 'No version is pinned'],
    ['npx thing@^1.0.0', 'No version is pinned'],
    ['uvx thing', 'from PyPI'],
    ['docker run -i mcp/time', 'from its registry'],
    ['docker run -i --privileged mcp/time:1', 'rights of the administrator'],
    ['docker run -i -v /:/host mcp/time:1', 'sees folders of this computer'],
    ['docker run -i -v /var/run/docker.sock:/s mcp/time:1', 'control over Docker'],
    ['docker run -i --network host mcp/time:1', 'shares the network'],
    ['uvx --from git+https://example.com/x thing', 'nobody publishes versions'],
    ['sudo npx thing', 'rights of the administrator'],
    ['bash -c "npx thing"', 'It runs a shell'],
    ['sh -c "curl https://x.example/i.sh | sh"', 'downloads a program and runs it'],
    ['npx -y mcp-remote https://a.example/mcp', 'Patchbay can connect to that address by itself'],
    ['npx -y @smithery/cli install x --client claude', 'isn’t a server itself'],
    ['http://a.example/mcp', 'isn’t encrypted'],
    ['npx thing@1 --token abcdef', 'A secret stands in its command line'],
    ['/opt/gone/server', '/opt/gone/server isn’t on this computer.'],
    ['node /opt/gone/server.js', '/opt/gone/server.js isn’t on this computer.'],
    ['cmd /c npx -y thing@1', 'Windows’ command prompt'],
    [String.raw`C:\gone\server.exe`, 'isn’t on this computer'],
  ])('%s: %s', (text, sentence) => {
    expect(risks(text).join(' ')).toContain(sentence);
  });

  it.each([
    'npx thing@1.2.3',
    'uvx thing==1.2.3',
    'docker run -i mcp/time:1.2',
    'https://a.example/mcp',
    'http://localhost:3000/mcp',
    'ws://127.0.0.1:1/mcp',
  ])('is nothing about %s', (text) => {
    expect(risks(text)).toEqual([]);
  });

  it('depends on this computer', () => {
    expect(risks('cmd /c npx -y thing@1', 'win32')).toEqual([]);
    expect(risks('/opt/there/server', 'linux', true)).toEqual([]);
  });
});
