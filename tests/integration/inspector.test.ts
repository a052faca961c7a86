import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';

const inspector = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json')),
  'clients/launcher/build/index.js',
);

/** One run of the Inspector as an app behind the shim. */
async function inspect(home: string, ...options: string[]): Promise<{ tools?: { name: string }[]; content?: { text: string }[] }> {
  const shim = [process.execPath, programs.shim, '--app', 'cli', '-e', `PATCHBAY_HOME=${home}`];
  const { stdout } = await promisify(execFile)(process.execPath, [inspector, '--cli', ...shim, ...options]);
  return JSON.parse(stdout) as Awaited<ReturnType<typeof inspect>>;
}

describe('the MCP Inspector as an app', () => {
  it.each(['legacy', 'modern'])('of the %s era lists the facade and calls a tool through it', async (era) => {
    await using home = await temporaryHome();
    await using _broker = await BrokerProcess.start(home.folder);
    const { tools } = await inspect(home.folder, '--protocol-era', era, '--method', 'tools/list');
    expect(tools?.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool', 'status']);
    const { content } = await inspect(
      home.folder,
      '--protocol-era',
      era,
      '--method',
      'tools/call',
      '--tool-name',
      'search_tools',
      '--tool-arg',
      'query=recall',
    );
    expect(content?.[0]?.text).toContain('memory.recall');
  });
});
