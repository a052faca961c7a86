import { brokenCommand, type RealClient, readLines, type ServerReport } from '../client.ts';

export const factoryDroid: RealClient = {
  app: 'factory-droid',
  label: 'Factory Droid',
  package: { name: 'droid', version: '0.215.0' },
  program: '.bin/droid',
  file: '.factory/mcp.json',
  keyPath: ['mcpServers'],
  text: () => `{
  "mcpServers": {
    // Not installed any more.
    "control": { "type": "stdio", "command": "${brokenCommand}", "args": [] }
  }
}
`,
  environment: () => ({ FACTORY_AIRGAP_ENABLED: 'true', FACTORY_DROID_AUTO_UPDATE_ENABLED: 'false', FACTORY_DISABLE_KEYRING: 'true' }),
  prepare: (bench) => bench.write('.factory/settings.json', JSON.stringify({ customModels: [model(bench.modelUrl)] })),
  talksToModel: false,
  report: async (bench) => {
    const list = await bench.run(['mcp', 'list']);
    const report = readLines(list, (name) => new RegExp(`^\\s+${name}\\s+stdio\\s+(.+?)\\s+\\[user\\]$`), /^connected$/);
    const patchbay = report.get('patchbay');
    return patchbay === undefined ? report : new Map([...report, ['patchbay', withTools(patchbay, await bench.run(listTools))]]);
  },
};

/** Its models see MCP tools only through a search tool; this says what there is. */
const listTools = ['exec', '--list-tools', '--model', 'custom:Fake-0'];

function withTools(report: ServerReport, output: string): ServerReport {
  return { ...report, tools: [...output.matchAll(/\[MCP\] patchbay:(\w+)\)/g)].map(([, name]) => String(name)) };
}

function model(url: string): object {
  return { model: 'fake', displayName: 'Fake', baseUrl: `${url}/v1`, apiKey: 'placeholder', provider: 'generic-chat-completion-api' };
}
