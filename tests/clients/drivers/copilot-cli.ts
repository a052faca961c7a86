import { z } from 'zod';
import { brokenCommand, type RealClient, type Report } from '../client.ts';

const loaded = z.object({
  type: z.literal('session.mcp_servers_loaded'),
  data: z.object({ servers: z.array(z.object({ name: z.string(), status: z.string(), error: z.string().optional() })) }),
});

export const copilotCli: RealClient = {
  app: 'copilot-cli',
  label: 'GitHub Copilot CLI',
  package: { name: '@github/copilot', version: '1.0.102' },
  program: '.bin/copilot',
  file: '.copilot/mcp-config.json',
  keyPath: ['mcpServers'],
  text: () => `{
  "mcpServers": {
    "control": {
      "type": "local",
      "command": "${brokenCommand}",
      "args": [],
      "tools": ["*"]
    }
  }
}
`,
  environment: (bench) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_PROVIDER_BASE_URL: `${bench.modelUrl}/v1`,
    COPILOT_MODEL: 'fake',
  }),
  // `copilot mcp list` never connects; a session says what it connected with.
  report: async (bench) =>
    readSession(await bench.converse(['-p', 'hi there', '--allow-all-tools', '--output-format', 'json']), bench.offered),
};

function readSession(output: string, offered: readonly string[]): Report {
  const line = output.split('\n').find((text) => text.includes('"session.mcp_servers_loaded"'));
  if (line === undefined) throw new Error(`Copilot said nothing about its servers: ${output}`);
  const servers = loaded.parse(JSON.parse(line)).data.servers.map(({ name, status, error }) => {
    const words = error === undefined ? status : `${status}: ${error}`;
    return [name, { isConnected: status === 'connected', words, tools: offered.filter((tool) => tool.startsWith(`${name}-`)) }] as const;
  });
  return new Map(servers);
}
