import { brokenCommand, type RealClient, readLines } from '../client.ts';

export const claudeCode: RealClient = {
  app: 'claude-code',
  label: 'Claude Code',
  package: { name: '@anthropic-ai/claude-code', version: '2.1.329' },
  program: `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
  file: '.claude.json',
  keyPath: ['mcpServers'],
  text: () => `{
  "numStartups": 3,
  "mcpServers": {
    "control": {
      "type": "stdio",
      "command": "${brokenCommand}",
      "args": []
    }
  },
  "theme": "dark"
}
`,
  environment: (bench) => ({
    ANTHROPIC_BASE_URL: bench.modelUrl,
    ANTHROPIC_API_KEY: 'placeholder',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Otherwise tools wait behind a search tool and don't stand in the request.
    ENABLE_TOOL_SEARCH: 'false',
  }),
  report: async (bench) => readLines(await bench.run(['mcp', 'list']), (name) => new RegExp(`^${name}: .* - (.+)$`), /^✔ Connected$/),
  converse: async (bench) => {
    await bench.converse(['-p', 'hi there', '--model', 'fake', '--allowedTools', 'mcp__patchbay']);
  },
};
