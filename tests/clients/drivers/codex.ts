import { z } from 'zod';
import { brokenCommand, type RealClient, type Report } from '../client.ts';

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
    const provider = `model_providers.stub={name="stub",base_url="${bench.modelUrl}/v1",wire_api="responses"}`;
    const settings = [provider, 'model_provider=stub', 'model=fake', 'mcp_servers.patchbay.default_tools_approval_mode=approve'];
    await bench.converse(['exec', '--skip-git-repo-check', ...settings.flatMap((setting) => ['-c', setting]), 'hi there']);
  },
};

function readStatus(output: string): Report {
  const line = output.split('\n').find((text) => text.startsWith('{"id":1,'));
  if (line === undefined) throw new Error(`Codex did not answer: ${output}`);
  const servers = answer.parse(JSON.parse(line)).result.data.map(({ name, toolsError, tools }) => {
    const words = toolsError ?? `${Object.keys(tools).length} tools`;
    return [name, { isConnected: toolsError === null, words, tools: Object.keys(tools) }] as const;
  });
  return new Map(servers);
}
