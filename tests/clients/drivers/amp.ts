import { brokenCommand, type RealClient, readLines } from '../client.ts';

export const amp: RealClient = {
  app: 'amp',
  label: 'Amp',
  package: { name: '@sourcegraph/amp', version: '0.0.1790142911-g7618fb' },
  program: `@ampcode/cli-${process.platform}-${process.arch}/amp`,
  file: '.config/amp/settings.json',
  keyPath: ['amp.mcpServers'],
  text: () => `{
  "amp.notifications.enabled": false, // so quiet here
  "amp.mcpServers": {
    "control": { "command": "${brokenCommand}", "args": [] },
  },
}
`,
  // Without a key it would open a browser to sign in; nothing listens at that address.
  environment: () => ({ AMP_API_KEY: 'placeholder', AMP_URL: 'http://127.0.0.1:9', AMP_SKIP_UPDATE_CHECK: '1' }),
  talksToModel: false,
  report: async (bench) => {
    const report = readLines(await bench.run(['mcp', 'doctor']), (name) => new RegExp(`^${name} \\(.+?\\): (.+)$`), /^connected/);
    return new Map([...report].map(([name, server]) => [name, { ...server, tools: toolsIn(server.words) }]));
  },
};

function toolsIn(words: string): string[] {
  return /^connected \(\d+ tools: (.+)\)$/.exec(words)?.[1]?.split(', ') ?? [];
}
