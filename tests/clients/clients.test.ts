import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allClients } from './all-clients.ts';
import type { RealClient } from './client.ts';
import { parseConfig, withoutServer } from './config-file.ts';
import { nothingFound, writeFindings } from './findings.ts';
import { isInstalled } from './install.ts';
import { granted, wish, Workbench } from './workbench.ts';

describe.each(allClients.map((client) => ({ client, label: client.label })))('$label', ({ client }) => {
  describe.skipIf(!isInstalled(client))(client.package.version, () => story(client));
});

function story(client: RealClient): void {
  const found = nothingFound(client);
  let startedAt: number;
  let bench: Workbench;
  /** What any app is shown; what an app can do may add to it. */
  let shown: readonly string[];
  beforeAll(async () => {
    startedAt = Date.now();
    bench = await Workbench.open(client);
    shown = await bench.shownTools();
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await writeFindings({ ...found, seconds: (Date.now() - startedAt) / 1000 });
  });

  it('knows nothing of Patchbay before it is wired, and says that the broken entry failed', async () => {
    const report = await client.report(bench);
    expect([...report.keys()]).toEqual(['control']);
    expect(report.get('control')).toMatchObject({ isConnected: false });
    expect(await bench.app()).toMatchObject({ state: 'installed', lastSeenAt: null });
    found.control = report.get('control')?.words ?? null;
  });

  it('is wired by one command and unwired by another, which leaves the bytes that were there', async () => {
    const text = await bench.read(client.file);
    if (client.failsAsAWhole) await bench.write(client.file, client.failsAsAWhole.without(text));
    const before = await bench.read(client.file);
    await bench.patchbay('wire', client.app);
    expect(await bench.read(client.file)).not.toBe(before);
    await bench.patchbay('unwire', client.app);
    expect(await bench.read(client.file)).toBe(before);
  });

  it('says that Patchbay is connected once it is wired, beside the broken entry that failed', async () => {
    await bench.patchbay('wire', client.app);
    expect(await bench.app()).toMatchObject({ state: 'wired', gates: [], drift: [], lastSeenAt: null });
    const report = await client.report(bench);
    expect(report.get('patchbay')).toMatchObject({ isConnected: true });
    expect(await bench.app()).toMatchObject({ drift: [], lastSeenAt: expect.any(String) as string });
    if (!client.failsAsAWhole) expect(report.get('control')).toMatchObject({ isConnected: false });
    found.patchbay = report.get('patchbay')?.words ?? null;
    if (client.talksToModel === false) hasTools(report.get('patchbay')?.tools ?? []);
  });

  if (client.talksToModel !== false)
    it("offers Patchbay's tools to its model, whose call goes through Patchbay into the log", async () => {
      await client.converse?.(bench);
      hasTools(bench.offered);
      expect(bench.requests.at(-1)?.results).toEqual([expect.stringContaining(granted)]);
      expect(await bench.calls()).toMatchObject([{ app: client.app, server: 'everything', tool: 'everything.echo', status: 'ok' }]);
      found.called = true;
    });

  it('knows nothing of Patchbay after it is unwired, and the rest of its file is as it was', async () => {
    const before = await bench.read(client.file);
    await bench.patchbay('unwire', client.app);
    const after = await bench.read(client.file);
    const rest = withoutServer(parseConfig(client.file, before), client.keyPath, 'patchbay');
    expect(parseConfig(client.file, after)).toEqual(rest);
    expect(after).not.toContain('patchbay');
    expect(comments(after)).toEqual(comments(before));
    const report = await client.report(bench);
    expect([...report.keys()]).toEqual(client.failsAsAWhole ? [] : ['control']);
    expect(await bench.app()).toMatchObject({ state: 'installed', drift: [] });
    found.gone = true;
  });

  /** All that Patchbay shows to the most modest of apps, under whatever prefix the client gives them. */
  function hasTools(names: readonly string[]): void {
    found.tools = names.filter((name) => name.includes(wish.server)).length;
    const missing = shown.filter((tool) => !names.some((name) => name.endsWith(tool)));
    expect(missing, `${client.label} has ${names.join()}`).toEqual([]);
  }
}

function comments(text: string): string[] {
  return text.match(/(\/\/ |# ).*$/gm) ?? [];
}
