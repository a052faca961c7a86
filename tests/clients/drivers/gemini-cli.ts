import { join } from 'node:path';
import { type Bench, brokenCommand, type RealClient, readLines } from '../client.ts';

export const geminiCli: RealClient = {
  app: 'gemini-cli',
  label: 'Gemini CLI',
  package: { name: '@google/gemini-cli', version: '0.61.0' },
  program: '.bin/gemini',
  file: '.gemini/settings.json',
  keyPath: ['mcpServers'],
  text: () => `{
  // Comments are welcome here.
  "security": { "auth": { "selectedType": "gemini-api-key" } },
  "mcpServers": {
    "control": { "command": "${brokenCommand}", "args": [] }
  },
  "privacy": { "usageStatisticsEnabled": false }
}
`,
  environment: (bench) => ({ GEMINI_API_KEY: 'placeholder', GOOGLE_GEMINI_BASE_URL: bench.modelUrl }),
  prepare: trustProject,
  report: async (bench) => readLines(await bench.run(['mcp', 'list']), (name) => new RegExp(`^\\S+ ${name}: .* - (.+)$`), /^Connected$/),
  // Without --yolo a run without a person is offered no MCP tools.
  converse: async (bench) => {
    await bench.converse(['--yolo', '-m', 'gemini-2.5-flash', '-p', 'hi there']);
  },
};

/** What it asks a person once per folder. */
export async function trustProject(bench: Bench): Promise<void> {
  await bench.write('.gemini/trustedFolders.json', JSON.stringify({ [join(bench.home, 'project')]: 'TRUST_FOLDER' }));
}
