import { type RealClient, readLines } from '../client.ts';
import { withModelStub } from './opencode.ts';

export const kiloCode: RealClient = {
  app: 'kilo-code',
  label: 'Kilo Code',
  package: { name: '@kilocode/cli', version: '7.7.7' },
  program: '.bin/kilo',
  file: '.config/kilo/kilo.jsonc',
  keyPath: ['mcp'],
  text: withModelStub,
  environment: () => ({
    KILO_DISABLE_AUTOUPDATE: '1',
    KILO_DISABLE_MODELS_FETCH: '1',
    KILO_DISABLE_LSP_DOWNLOAD: '1',
    KILO_DISABLE_SESSION_INGEST: '1',
    KILO_DISABLE_PRESENCE: '1',
    KILO_DISABLE_DEFAULT_PLUGINS: '1',
    KILO_DISABLE_CODEBASE_INDEXING: '1',
    KILO_TELEMETRY_LEVEL: 'off',
  }),
  report: async (bench) => readLines(await bench.run(['mcp', 'list']), (name) => new RegExp(`^●\\s+\\S ${name} (.+)$`), /^connected$/),
  converse: async (bench) => {
    await bench.converse(['run', 'hi there']);
  },
};
