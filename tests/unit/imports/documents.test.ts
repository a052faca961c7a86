import { describe, expect, it } from 'vitest';
import { NamedError } from '../../../contract/errors.ts';
import { draftsIn, seenIn } from '../../helpers/pasted.ts';

const memory = 'memory | npx -y @modelcontextprotocol/server-memory';
const entry = '{ "command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"] }';
const base64 = Buffer.from(entry).toString('base64');

/** The same server in every shape. */
const shapes: readonly (readonly [string, string])[] = [
  ['a whole file', `{"mcpServers": {"memory": ${entry}}}`],
  ['the file of VS Code', `{"servers": {"memory": ${entry}}, "inputs": []}`],
  ['the settings of VS Code', `{"editor.fontSize": 12, "mcp": {"servers": {"memory": ${entry}}}}`],
  [
    'the settings of Zed',
    `{"context_servers": {"memory": {"source": "custom", "command": {"path": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"]}}}}`,
  ],
  ['the settings of Amp', `{"amp.mcpServers": {"memory": ${entry}}}`],
  [
    'the file of OpenCode',
    `{"mcp": {"memory": {"type": "local", "command": ["npx", "-y", "@modelcontextprotocol/server-memory"], "enabled": true}}}`,
  ],
  [
    'the file of Cline’s CLI',
    `{"mcpServers": {"memory": {"transport": {"type": "stdio", "command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"]}}}}`,
  ],
  ['a project of Claude Code', `{"projects": {"/a": {"mcpServers": {"memory": ${entry}}}}}`],
  [
    'a list with names',
    `{"mcpServers": [{"name": "memory", "command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory"], "quarantined": false}]}`,
  ],
  ['an entry alone', entry],
  ['an entry with its name', `"memory": ${entry}`],
  ['an entry with a comma behind it', `  "memory": ${entry},\n`],
  ['the inside of a file', `"mcpServers": {"memory": ${entry}}`],
  ['one brace too many', `"memory": ${entry}}`],
  ['a map of entries', `{"memory": ${entry}}`],
  [
    'comments and commas at the end',
    `// mine\n{\n  /* all */ "mcpServers": {"memory": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory",],},},\n}`,
  ],
  ['a byte order mark', `\uFEFF{"mcpServers": {"memory": ${entry}}}`],
  ['a README', `# Memory\n\nAdd this:\n\n\`\`\`json\n{"mcpServers": {"memory": ${entry}}}\n\`\`\`\n\nDone.`],
  ['an open fence', `\`\`\`json\n{"mcpServers": {"memory": ${entry}}}`],
  ['words around it', `Put this into your settings:\n\n{"mcpServers": {"memory": ${entry}}}\n\nand restart.`],
  ['TOML of Codex', `# mine\n[mcp_servers.memory]\ncommand = "npx"\nargs = ["-y", "@modelcontextprotocol/server-memory"]\n`],
  [
    'YAML of Goose',
    `extensions:\n  developer:\n    type: builtin\n    enabled: true\n  memory:\n    type: stdio\n    cmd: npx\n    args: ["-y", "@modelcontextprotocol/server-memory"]\n    enabled: true\n`,
  ],
  [
    'YAML of Continue',
    `name: x\nmcpServers:\n  - name: memory\n    command: npx\n    args:\n      - -y\n      - "@modelcontextprotocol/server-memory"\n`,
  ],
  ['a link to Cursor', `cursor://anysphere.cursor-deeplink/mcp/install?name=memory&config=${encodeURIComponent(base64)}`],
  ['a link to Cursor that isn’t encoded', `cursor://anysphere.cursor-deeplink/mcp/install?name=memory&config=${base64}`],
  ['a page that leads to Cursor', `https://cursor.com/en/install-mcp?name=memory&config=${encodeURIComponent(base64)}`],
  ['a link to VS Code', `vscode:mcp/install?${encodeURIComponent(`{"name": "memory", ${entry.slice(1)}`)}`],
  [
    'a page that leads to VS Code',
    `https://insiders.vscode.dev/redirect?url=${encodeURIComponent(`vscode:mcp/install?${encodeURIComponent(`{"name": "memory", ${entry.slice(1)}`)}`)}`,
  ],
  ['another page that leads to VS Code', `https://vscode.dev/redirect/mcp/install?name=memory&config=${encodeURIComponent(entry)}`],
  ['a link to LM Studio', `lmstudio://add_mcp?name=memory&config=${encodeURIComponent(base64)}`],
  ['a link to Goose', 'goose://extension?cmd=npx&arg=-y&arg=%40modelcontextprotocol%2Fserver-memory&id=memory&name=Memory'],
  ['a run configuration of ToolHive that isn’t one', `{"mcpServers": {"memory": ${entry}}, "schema_version": "1"}`],
];

const bodies: readonly (readonly [string, string])[] = [
  [
    '{"mcpServers": {"gh": {"command": "npx", "args": ["x"], "env": {"GITHUB_TOKEN": "<YOUR_TOKEN>", "PORT": 8080, "BIG": 9007199254740993}}}}',
    'gh | npx x | GITHUB_TOKEN=‹GITHUB_TOKEN› PORT=8080 BIG=9007199254740993 | GITHUB_TOKEN*',
  ],
  [
    '{"inputs": [{"type": "promptString", "id": "gh", "description": "GitHub token", "password": true}], "servers": {"gh": {"type": "http", "url": "https://api.githubcopilot.com/mcp/", "headers": {"Authorization": "Bearer ${input:gh}"}}}}',
    'gh | https://api.githubcopilot.com/mcp/ | Authorization=Bearer ‹gh› | gh*',
  ],
  ['{"mcpServers": {"w": {"serverUrl": "https://w.example/mcp"}}}', 'w | https://w.example/mcp'],
  ['{"mcpServers": {"w": {"httpUrl": "https://w.example/mcp", "headers": {"X-Region": "eu"}}}}', 'w | https://w.example/mcp | X-Region=eu'],
  ['{"mcp": {"a": {"type": "local", "command": ["x"], "environment": {"A_KEY": "{env:A_KEY}"}}}}', 'a | x | A_KEY=‹A_KEY› | A_KEY*'],
  ['{"mcpServers": {"a": {"command": "x", "env": {"A_TOKEN": ""}}}}', 'a | x | A_TOKEN=‹A_TOKEN› | A_TOKEN*?'],
  ['{"mcpServers": {"a": {"command": "x", "env": {"MODE": "${MODE:-fast}"}}}}', 'a | x | MODE=‹MODE› | MODE'],
  ['{"mcpServers": {"a": {"command": "x", "args": ["--db=${workspaceFolder}/a.db"]}}}', 'a | x --db=‹db›/a.db | - | db'],
  [
    '[mcp_servers.a]\ncommand = "x"\nenv = { API_KEY = "abc" }\nenv_vars = ["GH_TOKEN"]\n',
    'a | x | GH_TOKEN=‹GH_TOKEN› API_KEY=••••• | GH_TOKEN* | API_KEY',
  ],
  ['extensions:\n  a:\n    type: streamable_http\n    uri: https://a.example/mcp\n    enabled: no\n', 'a | https://a.example/mcp'],
  [
    'mcpServers:\n  - name: a\n    type: sse\n    url: https://a.example/sse\n    apiKey: abcdef\n',
    'a | https://a.example/sse | Authorization=Bearer ••••• | - | Authorization',
  ],
  [
    '{"mcpServers": {"notion": {"command": "npx", "args": ["-y", "@notionhq/notion-mcp-server"], "env": {"OPENAPI_MCP_HEADERS": "{\\"Authorization\\": \\"Bearer ntn_abcdefghijklmnop1234\\", \\"Notion-Version\\": \\"2022-06-28\\"}"}}}}',
    'notion | npx -y @notionhq/notion-mcp-server | OPENAPI_MCP_HEADERS={"Authorization": "•••••", "Notion-Version": "2022-06-28"} | - | OPENAPI_MCP_HEADERS',
  ],
  [
    '{"schema_version": "v0.1.0", "image": "ghcr.io/x/gh:1.2", "name": "gh", "transport": "stdio", "cmd_args": ["stdio"], "env_vars": {"MODE": "ro"}, "secrets": ["gh,target=GH_TOKEN"], "volumes": ["/srv/a:/a:ro"]}',
    'gh | docker run -i --rm -e MODE -e GH_TOKEN -v /srv/a:/a:ro ghcr.io/x/gh:1.2 stdio | MODE=ro GH_TOKEN=‹GH_TOKEN› | GH_TOKEN*',
  ],
  ['{"schema_version": "v0.1.0", "remote_url": "https://r.example/mcp", "name": "r"}', 'r | https://r.example/mcp'],
  [
    '{"registry": {"grafana": {"type": "server", "image": "mcp/grafana@sha256:00", "secrets": [{"name": "grafana.key", "env": "GRAFANA_KEY"}], "env": [{"name": "GRAFANA_URL", "value": "{{grafana.url}}"}]}}}',
    'grafana | docker run -i --rm --init --security-opt no-new-privileges -e GRAFANA_URL -e GRAFANA_KEY mcp/grafana@sha256:00 | GRAFANA_URL=‹GRAFANA_URL› GRAFANA_KEY=‹GRAFANA_KEY› | GRAFANA_URL GRAFANA_KEY*',
  ],
];

describe('servers in what somebody pastes', () => {
  it.each(shapes)('are read from %s', (_name, text) => {
    expect(seenIn(text).map((seen) => seen.replace(/^(?:npx|modelcontextprotocol) /, 'memory '))).toEqual([memory]);
  });

  it.each(bodies)('%s', (text, seen) => {
    expect(seenIn(text)).toEqual([seen]);
  });

  it('come without variables whose names would become others', () => {
    const text = '{"mcpServers": {"a": {"command": "x", "env": {"A": "1", "B=C": "2", "": "3", "D\\nE": "4"}}}}';
    expect(seenIn(text)).toEqual(['a | x | A=1']);
    expect(draftsIn(text)[0]?.warnings).toEqual([expect.stringContaining('A variable was left out')]);
  });

  it('come with what switches them off and what is missing', () => {
    expect(seenIn('{"mcpServers": {"a": {"command": "x", "disabled": true, "envFile": ".env"}}}')).toHaveLength(1);
  });

  it.each([
    ['{"mcpServers": {"a": {"command": "npx" "args": []}}}', 'Line 1, column 40: this isn’t valid JSON'],
    ['{\n  "mcpServers": {\n    "a": {"command": "x",, }\n}}', 'Line 3, column'],
    ['text above\n\n```json\n{"a": \n```\n', 'Line 4'],
    ['[mcp_servers.a]\ncommand = npx\n', 'Line 2, column'],
    ['mcpServers:\n  a:\n    command: "npx\n', 'Line'],
    ['{"a": 1}', 'There is no server in this text'],
    ['{"mcpServers": {}}', 'There is no server in this text'],
    ['{"repository": {"type": "git", "url": "git+ssh://git@example.com/x"}}', 'There is no server in this text'],
    ['cursor://anysphere.cursor-deeplink/mcp/install?name=a&config=%%%', 'This link installs no server'],
  ])('that can’t be read are refused where they stand: %j', (text, sentence) => {
    expect(() => seenIn(text)).toThrow(sentence.replace('’', "'"));
  });

  it('are never quoted by a fault', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const broken = [
      `[a]\nb = ${secret}`,
      `a:\n  - "${secret}\n b`,
      `{"a": "${secret}`,
      `npx "${secret}`,
      `npx | ${secret}`,
      `${secret}\n${secret}`,
    ];
    const sentences = broken.map((text) => {
      try {
        return seenIn(text).join();
      } catch (error) {
        return error instanceof NamedError ? error.message : 'no sentence';
      }
    });
    expect(sentences.map((sentence) => /^(?:Line \d+|There is no server)/.test(sentence))).toEqual(broken.map(() => true));
    expect(sentences.join()).not.toContain(secret.slice(0, 12));
  });
});
