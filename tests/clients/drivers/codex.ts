import { z } from 'zod';
import { type Bench, brokenCommand, type RealClient, type Report } from '../client.ts';

const requests = [
  { id: 0, method: 'initialize', params: { clientInfo: { name: 'patchbay-test', title: 'Patchbay', version: '1.0.0' } } },
  { method: 'initialized' },
  { id: 1, method: 'mcpServerStatus/list', params: {} },
];

const answer = z.object({
  id: z.literal(1),
  result: z.object({
    data: z.array(z.object({ name: z.string(), toolsError: z.string().nullable(), tools: z.record(z.string(), z.unknown()) })),
  }),
});

export const codex: RealClient = {
  app: 'codex',
  label: 'Codex',
  package: { name: '@openai/codex', version: '0.169.0' },
  program: '.bin/codex',
  file: '.codex/config.toml',
  keyPath: ['mcp_servers'],
  text: () => `# My own notes stay where they are.
model = "gpt-5.6-codex"

[mcp_servers.control]
command = "${brokenCommand}" # not installed any more
args = []

[tui]
notifications = false
`,
  environment: () => ({}),
  // `codex mcp list` never connects; the server of its desktop app does.
  report: async (bench) => {
    const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
    return readStatus(await bench.run(['app-server'], { input, answer: /^\{"id":1,.*\}\n/m }));
  },
  converse: async (bench) => {
    await bench.converse(sayHi(bench, 'mcp_servers.patchbay.default_tools_approval_mode=approve'));
  },
};

/** The desktop app's server knows no project; a session in a project tells by the tools that its model is offered. */
export const codexInProject: RealClient = {
  ...codex,
  report: async (bench) => {
    await bench.converse(sayHi(bench));
    const tools = bench.offered.filter((tool) => tool.startsWith('everything_'));
    const patchbay = { isConnected: true, words: `(offers ${tools.length} tools)`, tools };
    return new Map(tools.length > 0 ? [['patchbay', patchbay]] : []);
  },
};

function sayHi(bench: Bench, ...settings: readonly string[]): string[] {
  const provider = `model_providers.stub={name="stub",base_url="${bench.modelUrl}/v1",wire_api="responses"}`;
  const all = [provider, 'model_provider=stub', 'model=fake', ...settings];
  return ['exec', '--skip-git-repo-check', ...all.flatMap((setting) => ['-c', setting]), 'hi there'];
}

function readStatus(output: string): Report {
  const line = output.split('\n').find((text) => text.startsWith('{"id":1,'));
  if (line === undefined) throw new Error(`Codex did not answer: ${output}`);
  const servers = answer.parse(JSON.parse(line)).result.data.map(({ name, toolsError, tools }) => {
    const words = toolsError ?? `${Object.keys(tools).length} tools`;
    return [name, { isConnected: toolsError === null, words, tools: Object.keys(tools) }] as const;
  });
  return new Map(servers);
}
