import { join } from 'node:path';
import { brokenCommand, type RealClient, type Report } from '../client.ts';

const control = `  - name: control
    command: ${brokenCommand}
`;

export const continueCli: RealClient = {
  app: 'continue',
  label: 'Continue',
  package: { name: '@continuedev/cli', version: '1.5.47' },
  program: '.bin/cn',
  file: '.continue/config.yaml',
  keyPath: ['mcpServers'],
  text: (bench) => `name: Mine
version: 1.0.0
schema: v1
models:
  - name: Fake
    provider: openai
    model: fake
    apiKey: placeholder # no real one
    apiBase: ${bench.modelUrl}/v1
    roles: [chat]
mcpServers:
${control}`,
  environment: () => ({ CONTINUE_CLI_ENABLE_TELEMETRY: '0', CONTINUE_TELEMETRY_ENABLED: '0' }),
  failsAsAWhole: { without: (text) => text.replace(`\n${control}`, ' []\n') },
  // It says which servers failed, and then talks to no model. It gives tools no prefix.
  report: async (bench) => {
    const output = await bench.converse(['-p', 'hi there', '--config', join(bench.home, '.continue/config.yaml'), '--auto']);
    return new Map([...failures(output), ...connections(bench.offered.filter((tool) => tool.startsWith('everything_')))]);
  },
};

function failures(output: string): Report {
  const message = /"message":"MCP server\(s\) failed to load:\\n(.*?)"/.exec(output)?.[1] ?? '';
  const lines = message.split('\\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [String(line.split(':')[0]), { isConnected: false, words: line, tools: [] }]));
}

function connections(tools: readonly string[]): Report {
  if (tools.length === 0) return new Map();
  return new Map([['patchbay', { isConnected: true, words: `(offers ${tools.length} tools)`, tools }]]);
}
