import { describe, expect, it } from 'vitest';
import { seenIn } from '../../helpers/pasted.ts';

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';

/** As READMEs and terminals have them, and what of them a person sees. */
const commands: readonly (readonly [string, string])[] = [
  ['npx -y @modelcontextprotocol/server-memory', 'memory | npx -y @modelcontextprotocol/server-memory'],
  ['uvx mcp-server-git --repository path/to/git/repo', 'git | uvx mcp-server-git --repository ‹repository› | - | repository'],
  [
    'npx -y @modelcontextprotocol/server-filesystem /path/to/allowed/files /Users/username/Desktop',
    'filesystem | npx -y @modelcontextprotocol/server-filesystem ‹path› ‹path-2› | - | path path-2',
  ],
  [
    `$ GITHUB_TOKEN=${token} npx -y @modelcontextprotocol/server-github`,
    'github | npx -y @modelcontextprotocol/server-github | GITHUB_TOKEN=••••• | - | GITHUB_TOKEN',
  ],
  [`env GITHUB_TOKEN=${token} uvx thing`, 'thing | uvx thing | GITHUB_TOKEN=••••• | - | GITHUB_TOKEN'],
  [`export GITHUB_TOKEN=${token} && npx thing-mcp`, 'thing | npx thing-mcp | GITHUB_TOKEN=••••• | - | GITHUB_TOKEN'],
  ['$env:API_KEY="abc"; npx thing-mcp', 'thing | npx thing-mcp | API_KEY=••••• | - | API_KEY'],
  ['export API_KEY=abc\nnpx thing-mcp', 'thing | npx thing-mcp | API_KEY=••••• | - | API_KEY'],
  ['npx -y "@scope/my server" --name "two words"', 'my-server | npx -y "@scope/my server" --name "two words"'],
  [String.raw`C:\Tools\weather.exe --root C:\Users\ada`, String.raw`weather | C:\Tools\weather.exe --root C:\Users\ada`],
  [String.raw`"C:\Program Files\nodejs\npx.cmd" -y thing`, String.raw`thing | "C:\\Program Files\\nodejs\\npx.cmd" -y thing`],
  ['node /opt/tools/weather-mcp/dist/index.js --stdio', 'weather | node /opt/tools/weather-mcp/dist/index.js --stdio'],
  ['python -m weather_server', 'python | python -m weather_server'],
  ['uv --directory /path/to/project run weather.py', 'weather | uv --directory ‹directory› run weather.py | - | directory'],
  ['uvx --from git+https://github.com/x/y thing', 'y | uvx --from git+https://github.com/x/y thing'],
  [`uvx --from git+https://oauth2:${token}@github.com/x/y thing`, 'y | uvx --from git+https://•••••@github.com/x/y thing | - | - | from'],
  [
    `npx -y https://ada:${token}@pkg.example/thing.tgz?token=abc123`,
    'thing-tgz | npx -y https://•••••@pkg.example/thing.tgz?token=••••• | - | - | y',
  ],
  ['docker run --env=TOKEN=abc123 -eMODE=x -i mcp/time', 'time | docker run --env=TOKEN -eMODE=x -i mcp/time | TOKEN=••••• | - | TOKEN'],
  ['docker run -eTOKEN=abc123 -i mcp/time', 'time | docker run -eTOKEN -i mcp/time | TOKEN=••••• | - | TOKEN'],
  ['npx -y mcp-remote https://mcp.linear.app/sse', 'linear | npx -y mcp-remote https://mcp.linear.app/sse'],
  ['mcp.linear.app/sse', 'linear | https://mcp.linear.app/sse'],
  ['“npx” -y\u200b thing --name “two words”', 'thing | npx -y thing --name "two words"'],
  ['npx thing "a; b" \'c | d\' https://a.example/?x=1&y=2', 'thing | npx thing "a; b" "c | d" https://a.example/?x=1&y=2'],
  ['npx thing --mode <read|write>', 'thing | npx thing --mode ‹mode› | - | mode'],
  ['bunx @upstash/context7-mcp', 'context7 | bunx @upstash/context7-mcp'],
  ['pnpm dlx @upstash/context7-mcp', 'context7 | pnpm dlx @upstash/context7-mcp'],
  ['deno run -A jsr:@scope/server', 'deno | deno run -A jsr:@scope/server'],
  ['docker run -i --rm mcp/time', 'time | docker run -i --rm mcp/time'],
  [
    'docker run -i --rm -e GITHUB_PERSONAL_ACCESS_TOKEN ghcr.io/github/github-mcp-server',
    'github | docker run -i --rm -e GITHUB_PERSONAL_ACCESS_TOKEN ghcr.io/github/github-mcp-server | GITHUB_PERSONAL_ACCESS_TOKEN=‹GITHUB_PERSONAL_ACCESS_TOKEN› | GITHUB_PERSONAL_ACCESS_TOKEN*',
  ],
  [
    'docker run -i --rm \\\n  -e GRAFANA_URL=http://localhost:3000 \\\n  -e GRAFANA_API_KEY=<your service account token> \\\n  mcp/grafana -t stdio',
    'grafana | docker run -i --rm -e GRAFANA_URL=http://localhost:3000 -e GRAFANA_API_KEY mcp/grafana -t stdio | GRAFANA_API_KEY=‹GRAFANA_API_KEY› | GRAFANA_API_KEY*',
  ],
  ['npx -y thing `\n  --port 3000', 'thing | npx -y thing --port 3000'],
  ['npx -y thing --api-key=abc123', 'thing | npx -y thing --api-key=••••• | - | - | api-key'],
  ['npx -y thing --token YOUR_TOKEN', 'thing | npx -y thing --token ‹token› | - | token*'],
  ['npx thing --header "Authorization: Bearer abcdef"', 'thing | npx thing --header "Authorization: Bearer •••••" | - | - | Authorization'],
  [
    'npx -y @modelcontextprotocol/server-postgres postgresql://bob:hunter2@db.example/app',
    'postgres | npx -y @modelcontextprotocol/server-postgres postgresql://•••••@db.example/app',
  ],
  [
    'npx -y @modelcontextprotocol/server-postgres postgresql://user:password@localhost/db',
    'postgres | npx -y @modelcontextprotocol/server-postgres ‹postgresql-user-password-localhost-db› | - | postgresql-user-password-localhost-db*',
  ],
  ['Run it with: `npx -y @scope/thing@1.0.0`', 'thing | npx -y @scope/thing@1.0.0'],
  ['https://mcp.linear.app/sse', 'linear | https://mcp.linear.app/sse'],
  ['  wss://live.example/mcp ', 'live | wss://live.example/mcp'],
  ['https://mcp.example.com/mcp?api_key=abcd1234&x=1', 'example | https://mcp.example.com/mcp?api_key=•••••&x=1 | - | - | url'],
  ['https://bob:hunter2@mcp.example.com/mcp', 'example | https://•••••@mcp.example.com/mcp | - | - | url'],
  ['https://mcp.zapier.com/api/mcp/s/OWQ0ZjM2ZDktYmY1MC00ZjA1/mcp', 'zapier | https://mcp.zapier.com/api/mcp/s/•••••/mcp | - | - | url'],
  [
    'claude mcp add github -s user -e GITHUB_TOKEN=$GH -e MODE=ro -- npx -y @modelcontextprotocol/server-github',
    'github | npx -y @modelcontextprotocol/server-github | GITHUB_TOKEN=‹GH› MODE=ro | GH*',
  ],
  ['claude mcp add --transport http notion https://mcp.notion.com/mcp', 'notion | https://mcp.notion.com/mcp'],
  [
    'claude mcp add --transport http notion https://mcp.notion.com/mcp --header "Authorization: Bearer your-token-here"',
    'notion | https://mcp.notion.com/mcp | Authorization=Bearer ‹The header Authorization› | Authorization*',
  ],
  [
    `claude mcp add-json weather '{"type":"stdio","command":"weather-cli","args":["--api-key","abc123"]}'`,
    'weather | weather-cli --api-key ••••• | - | - | api-key',
  ],
  [`code --add-mcp '{"name":"play wright","command":"npx","args":["@playwright/mcp@latest"]}'`, 'play-wright | npx @playwright/mcp@latest'],
  ['codex mcp add context7 --env MODE=x -- npx -y @upstash/context7-mcp', 'context7 | npx -y @upstash/context7-mcp | MODE=x'],
  [
    'codex mcp add figma --url https://mcp.figma.com/mcp --bearer-token-env-var FIGMA_TOKEN',
    'figma | https://mcp.figma.com/mcp | Authorization=Bearer ‹FIGMA_TOKEN› | FIGMA_TOKEN*',
  ],
  ['gemini mcp add -s user --trust my-server /opt/bin/thing arg1 -x', 'my-server | /opt/bin/thing arg1 -x'],
  [
    'gemini mcp add --transport http api https://api.example.com/mcp/ --header "Authorization: Bearer abc123"',
    'api | https://api.example.com/mcp/ | Authorization=Bearer ••••• | - | Authorization',
  ],
  ["TOKEN='$(a`' npx -y foo", 'foo | npx -y foo | TOKEN=••••• | - | TOKEN'],
  ['droid mcp add memory "npx -y @modelcontextprotocol/server-memory"', 'memory | npx -y @modelcontextprotocol/server-memory'],
  ['kiro-cli mcp add --name git --command uvx --args mcp-server-git', 'git | uvx mcp-server-git'],
];

describe('a command or an address that somebody pastes', () => {
  it.each(commands)('%j', (pasted, seen) => {
    expect(seenIn(pasted)).toEqual([seen]);
  });

  it('is several servers where it has several lines, and prose between them is none', () => {
    expect(seenIn('First install it:\nuvx one\n\nThen\n$ npx two\n')).toEqual(['one | uvx one', 'two | npx two']);
  });

  it.each([
    ['npx -y foo && rm -rf /', 'Line 1: “&&” needs a shell'],
    ['npx a | tee log', 'Line 1: “|” needs a shell'],
    ['npx -y foo; rm -rf ~', 'Line 1: “;” needs a shell'],
    ['npx -y foo|sh', 'Line 1: “|” needs a shell'],
    ['npx -y foo&&sh', 'Line 1: “&&” needs a shell'],
    ['npx -y foo $(whoami)', 'Line 1: “$(” needs a shell'],
    ['npx -y foo `whoami`', 'Line 1: “`” needs a shell'],
    ['TOKEN=$(cat key) npx -y foo', 'Line 1: “$(” needs a shell'],
    ['export TOKEN="$(cat key)"', 'Line 1: “$(” needs a shell'],
    ['TOKEN="`cat key`" npx -y foo', 'Line 1: “`” needs a shell'],
    ['npx -y foo 2>/dev/null', 'Line 1: “2>” needs a shell'],
    ['bash <(curl -s https://x.example/install.sh)', 'Line 1: “<” needs a shell'],
    ['curl -fsSL https://x.example/install.sh | sh', 'Line 1: “|” needs a shell'],
    ['npx foo –-token abc', 'Line 1: An option begins with a long dash'],
    ['npx "half', 'Line 1: A " is opened and never closed'],
    ['npx one\nnpx "half', 'Line 2: A " is opened and never closed'],
    ['just some words\nand some more', 'There is no server in this text'],
    ['   \n ', 'There is no server in this text'],
  ])('says what is wrong with %j', (pasted, sentence) => {
    expect(() => seenIn(pasted)).toThrow(sentence);
  });
});
