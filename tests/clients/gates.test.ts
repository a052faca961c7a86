import { describe, expect, it } from 'vitest';
import type { RealClient } from './client.ts';
import { claudeCode } from './drivers/claude-code.ts';
import { geminiCli, trustProject } from './drivers/gemini-cli.ts';
import { isInstalled } from './install.ts';
import { Workbench } from './workbench.ts';

/** Something of the client's own that keeps a correct entry from being used. */
interface Gate {
  readonly name: string;
  readonly client: RealClient;
  readonly close: (bench: Workbench) => Promise<void>;
  readonly open: (bench: Workbench) => Promise<void>;
  /** The client's words about Patchbay meanwhile; undefined: it says nothing of it. */
  readonly words: string | undefined;
}

/** As after an installation: no folder is trusted yet. */
const geminiAtFirst: RealClient = { ...geminiCli, prepare: async () => undefined };

function geminiList(key: 'allowed' | 'excluded', name: string): Gate {
  const rename = async (bench: Workbench, from: string, to: string) => {
    await bench.write(geminiCli.file, (await bench.read(geminiCli.file)).replace(from, to));
  };
  const [open, closed] = ['"privacy"', `"mcp": { "${key}": ["${name}"] },\n  "privacy"`];
  return {
    name: `mcp.${key} with ${name}`,
    client: geminiCli,
    close: (bench) => rename(bench, open, closed),
    open: (bench) => rename(bench, closed, open),
    words: 'Blocked',
  };
}

function claudePolicy(settings: Readonly<Record<string, unknown>>): Gate {
  return {
    name: JSON.stringify(settings),
    client: claudeCode,
    close: (bench) => bench.write('.claude/settings.json', JSON.stringify(settings)),
    open: (bench) => bench.write('.claude/settings.json', '{}'),
    words: undefined,
  };
}

const gates: readonly Gate[] = [
  { name: 'a folder that nobody trusts', client: geminiAtFirst, close: async () => undefined, open: trustProject, words: 'Disabled' },
  geminiList('allowed', 'control'),
  geminiList('excluded', 'patchbay'),
  claudePolicy({ deniedMcpServers: [{ serverName: 'patchbay' }] }),
  claudePolicy({ allowedMcpServers: [{ serverName: 'control' }] }),
];

describe.each(gates.map((gate) => ({ gate, name: gate.name, label: gate.client.label })))('$label behind $name', ({ gate }) => {
  it.skipIf(!isInstalled(gate.client))('does not use a correct entry, and Patchbay says so, until the gate is opened', async () => {
    const { client } = gate;
    await using bench = await Workbench.open(client);
    await gate.close(bench);
    await bench.patchbay('wire', client.app);
    expect((await client.report(bench)).get('patchbay')?.words).toBe(gate.words);
    expect(await bench.app()).toMatchObject({ state: 'hidden', gates: [{ reason: expect.any(String) as string }] });
    await gate.open(bench);
    expect((await client.report(bench)).get('patchbay')).toMatchObject({ isConnected: true });
    expect(await bench.app()).toMatchObject({ gates: [] });
  });
});
