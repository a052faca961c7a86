import { brokenCommand, type RealClient } from '../client.ts';

export const cline: RealClient = {
  app: 'cline',
  label: 'Cline',
  package: { name: 'cline', version: '3.0.65' },
  program: '.bin/cline',
  file: '.cline/data/settings/cline_mcp_settings.json',
  keyPath: ['mcpServers'],
  text: () => `{
  "mcpServers": {
    "control": {
      "command": "${brokenCommand}",
      "args": []
    }
  }
}
`,
  environment: () => ({ CLINE_NO_AUTO_UPDATE: '1' }),
  prepare: async (bench) => {
    await bench.run(['auth', '-p', 'openai-compatible', '-k', 'placeholder', '-m', 'fake', '-b', `${bench.modelUrl}/v1`]);
  },
  // It has no word for a connection: what its model is offered tells. One word alone would be taken for a command.
  report: async (bench) => {
    await bench.converse(['--json', '-P', 'openai-compatible', '-m', 'fake', '-t', '40', 'say hello to me']);
    const toolsOf = (name: string) => bench.offered.filter((tool) => tool.startsWith(`${name}__`));
    const tools = toolsOf('patchbay');
    const control = { isConnected: toolsOf('control').length > 0, words: '(offers none of its tools)', tools: toolsOf('control') };
    const patchbay = tools.length > 0 ? [['patchbay', { isConnected: true, words: `(offers ${tools.length} tools)`, tools }] as const] : [];
    return new Map([['control', control], ...patchbay]);
  },
};
