import { brokenCommand, type RealClient, readLines } from '../client.ts';

export const qwenCode: RealClient = {
  app: 'qwen-code',
  label: 'Qwen Code',
  package: { name: '@qwen-code/qwen-code', version: '0.24.4' },
  program: '.bin/qwen',
  file: '.qwen/settings.json',
  keyPath: ['mcpServers'],
  // Otherwise tools wait behind a search tool and don't stand in the request.
  text: () => `{
  "tools": { "toolSearch": { "enabled": false } },
  "mcpServers": {
    "control": { "command": "${brokenCommand}", "args": [] } // not installed any more
  },
  "privacy": { "usageStatisticsEnabled": false }
}
`,
  environment: (bench) => ({
    OPENAI_API_KEY: 'placeholder',
    OPENAI_BASE_URL: `${bench.modelUrl}/v1`,
    OPENAI_MODEL: 'fake',
  }),
  report: async (bench) => readLines(await bench.run(['mcp', 'list']), (name) => new RegExp(`^\\S+ ${name}: .* - (.+)$`), /^Connected$/),
  converse: async (bench) => {
    await bench.converse(['--auth-type', 'openai', '--yolo', '-p', 'hi there']);
  },
};
