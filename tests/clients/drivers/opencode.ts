import { type Bench, brokenCommand, type RealClient, readLines } from '../client.ts';

export const opencode: RealClient = {
  app: 'opencode',
  label: 'OpenCode',
  package: { name: 'opencode-ai', version: '1.18.33' },
  program: `opencode-${process.platform}-${process.arch}/bin/opencode`,
  file: '.config/opencode/opencode.jsonc',
  keyPath: ['mcp'],
  text: withModelStub,
  environment: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
  report: async (bench) => readLines(await bench.run(['mcp', 'list']), (name) => new RegExp(`^●\\s+\\S ${name} (.+)$`), /^connected$/),
  converse: async (bench) => {
    await bench.converse(['run', 'hi there']);
  },
};

/** Kilo is made from OpenCode and reads the same. */
export function withModelStub(bench: Bench): string {
  const provider = { npm: '@ai-sdk/openai-compatible', name: 'Stub', options: { baseURL: `${bench.modelUrl}/v1`, apiKey: 'placeholder' } };
  return `{
  // The model of these tests.
  "provider": { "stub": ${JSON.stringify({ ...provider, models: { fake: { name: 'Fake' } } })} },
  "enabled_providers": ["stub"],
  "model": "stub/fake",
  "small_model": "stub/fake",
  "mcp": {
    "control": {
      "type": "local",
      "command": ["${brokenCommand}"],
      "enabled": true,
    },
  },
}
`;
}
