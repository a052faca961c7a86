import { join } from 'node:path';
import { z } from 'zod';
import type { RealClient, ServerReport } from '../client.ts';
import { claudeCode } from './claude-code.ts';

const answer = z.object({
  tools: z.array(z.object({ name: z.string() })).default([]),
  error: z.object({ message: z.string() }).optional(),
});

/** The neutral reference: no app of anybody's, but it reads Claude Code's file and uses what stands there. */
export const inspector: RealClient = {
  app: claudeCode.app,
  file: claudeCode.file,
  keyPath: claudeCode.keyPath,
  text: claudeCode.text,
  label: 'MCP Inspector',
  package: { name: '@modelcontextprotocol/inspector', version: '2.12.0' },
  program: '.bin/mcp-inspector',
  environment: () => ({ MCP_INSPECTOR_SECRET_STORE: 'memory' }),
  talksToModel: false,
  report: async (bench) => {
    const file = join(bench.home, claudeCode.file);
    const ask = async (name: string) => read(await bench.run(['--cli', '--config', file, '--server', name, '--method', 'tools/list']));
    const servers = [
      ['patchbay', await ask('patchbay')],
      ['control', await ask('control')],
    ] as const;
    return new Map(servers.filter(([, { words }]) => !/not found/i.test(words)));
  },
};

/** Its remarks stand between the lines of its answer. */
function read(output: string): ServerReport {
  const lines = output.split('\n').filter((line) => !line.startsWith('[mcp-inspector]'));
  const { tools, error } = answer.parse(JSON.parse(lines.join('\n')));
  return { isConnected: error === undefined, words: error?.message ?? 'answered', tools: tools.map(({ name }) => name) };
}
