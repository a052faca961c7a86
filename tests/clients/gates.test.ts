import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RealClient } from './client.ts';
import { amp } from './drivers/amp.ts';
import { claudeCode } from './drivers/claude-code.ts';
import { codex, codexInProject } from './drivers/codex.ts';
import { geminiCli, trustProject } from './drivers/gemini-cli.ts';
import { qwenCode } from './drivers/qwen-code.ts';
import { isInstalled } from './install.ts';
import { Workbench } from './workbench.ts';

/** Something of the client's own that keeps a correct entry from being used. */
interface Gate {
  readonly name: string;
  readonly client: RealClient;
  readonly close: (bench: Workbench) => Promise<void>;
  readonly open: (bench: Workbench) => Promise<void>;
  /** The client's words about Patchbay meanwhile; undefined: it says nothing of it. */
  readonly words: RegExp | undefined;
  /** The entry stands in the project's own file. */
  readonly scope?: 'project';
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
    words: /^Blocked$/,
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

const nothing = async (): Promise<void> => undefined;

/** What a project brings along waits for the person's yes. */
const inProjects: readonly Gate[] = [
  {
    name: 'a project that was not approved',
    client: claudeCode,
    close: nothing,
    open: (bench) => bench.write('.claude/settings.json', '{ "enabledMcpjsonServers": ["patchbay"] }'),
    words: /Pending approval/,
    scope: 'project',
  },
  {
    name: 'a project that nobody trusts',
    client: codexInProject,
    close: nothing,
    open: async (bench) => {
      const trust = `\n[projects."${join(bench.home, 'project')}"]\ntrust_level = "trusted"\n`;
      await bench.write(codex.file, (await bench.read(codex.file)) + trust);
    },
    words: undefined,
    scope: 'project',
  },
  { name: 'a project that was not approved', client: qwenCode, close: nothing, open: approve, words: /Pending approval/, scope: 'project' },
  { name: 'a project that was not approved', client: amp, close: nothing, open: approve, words: /awaiting approval/, scope: 'project' },
];

async function approve(bench: Workbench): Promise<void> {
  await bench.run(['mcp', 'approve', 'patchbay']);
}

const gates: readonly Gate[] = [
  { name: 'a folder that nobody trusts', client: geminiAtFirst, close: nothing, open: trustProject, words: /^Disabled$/ },
  geminiList('allowed', 'control'),
  geminiList('excluded', 'patchbay'),
  claudePolicy({ deniedMcpServers: [{ serverName: 'patchbay' }] }),
  claudePolicy({ allowedMcpServers: [{ serverName: 'control' }] }),
  ...inProjects,
];

describe.each(gates.map((gate) => ({ gate, name: gate.name, label: gate.client.label })))('$label behind $name', ({ gate }) => {
  it.skipIf(!isInstalled(gate.client))('does not use a correct entry, and Patchbay says so, until the gate is opened', async () => {
    const { client } = gate;
    await using bench = await Workbench.open(client);
    await gate.close(bench);
    await bench.patchbay('wire', client.app, ...(gate.scope === 'project' ? ['--project', '.'] : []));
    const words = (await client.report(bench)).get('patchbay')?.words;
    expect(words).toEqual(gate.words === undefined ? undefined : expect.stringMatching(gate.words));
    expect(await bench.app()).toMatchObject({ state: 'hidden', gates: [{ reason: expect.any(String) as string }] });
    await gate.open(bench);
    expect((await client.report(bench)).get('patchbay')).toMatchObject({ isConnected: true });
    expect(await bench.app()).toMatchObject({ gates: [] });
  });
});
