import { describe, expect, it } from 'vitest';
import { Catalog } from '../../../main/catalog/catalog.ts';
import type { CountTokens } from '../../../main/catalog/counted-tools.ts';
import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import { CatalogTables } from '../../../main/store/catalog-store.ts';
import { catalogOf, databaseInMemory, publicTools } from '../../helpers/public-catalog.ts';

const read: ToolDefinition = { name: 'read', description: 'Reads' };
const write: ToolDefinition = { name: 'write', description: 'Writes', 'x-unknown': { kept: [1, null] } };

function catalogCounting(countTokens: CountTokens) {
  const reports: string[] = [];
  const changes: string[] = [];
  const store = new CatalogTables(databaseInMemory());
  const catalog = new Catalog(store, countTokens, (sentence) => reports.push(sentence));
  catalog.changed.subscribe(({ server, kind }) => changes.push(`${server} ${kind}`));
  return { catalog, store, reports, changes };
}

const byLength: CountTokens = (texts) => Promise.resolve(texts.map((text) => text.length));

describe('the catalog', () => {
  it('keeps definitions as their servers spelled them, unknown keys included', async () => {
    const { catalog, store } = catalogCounting(byLength);
    await catalog.replace('files', [read, write]);
    expect(catalog.find('files.write')?.definition).toEqual(write);
    expect(store.listings()).toMatchObject([{ server: 'files', tools: [{ definition: read }, { definition: write }] }]);
  });

  it('announces a change, and only a change', async () => {
    const { catalog, changes } = catalogCounting(byLength);
    expect(await catalog.replace('files', [read])).toBe(true);
    expect(await catalog.replace('files', [{ description: 'Reads', name: 'read' }])).toBe(false);
    expect(await catalog.replace('files', [read, write])).toBe(true);
    catalog.forget('files');
    catalog.forget('files');
    expect(changes).toEqual(['files tools', 'files tools', 'files tools', 'files prompts', 'files resources']);
    expect(catalog.tools(null)).toEqual([]);
  });

  it('tells a server without tools from one that was never listed', async () => {
    const { catalog } = catalogCounting(byLength);
    expect(catalog.knows('empty')).toBe(false);
    expect(await catalog.replace('empty', [])).toBe(true);
    expect(catalog.knows('empty')).toBe(true);
  });

  it('counts only definitions that are new', async () => {
    const counted: string[] = [];
    const { catalog } = catalogCounting((texts) => {
      counted.push(...texts);
      return byLength(texts);
    });
    await catalog.replace('files', [read]);
    await catalog.replace('files', [read, write]);
    expect(counted).toEqual([JSON.stringify(read), JSON.stringify(write)]);
  });

  it('estimates tokens when counting fails, says so, and counts when it can', async () => {
    let works = false;
    const { catalog, reports } = catalogCounting((texts) => (works ? byLength(texts) : Promise.reject(new Error('no worker'))));
    await catalog.replace('files', [read]);
    expect(catalog.find('files.read')?.tokens).toBe(Math.ceil(JSON.stringify(read).length / 3));
    expect(reports).toEqual([expect.stringContaining('no worker')]);
    works = true;
    expect(await catalog.replace('files', [read])).toBe(false);
    expect(catalog.find('files.read')?.tokens).toBe(JSON.stringify(read).length);
  });

  it('lets the later of two listings win, whichever was counted first', async () => {
    const gates: (() => void)[] = [];
    const { catalog, changes } = catalogCounting(async (texts) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return byLength(texts);
    });
    const first = catalog.replace('files', [read]);
    const second = catalog.replace('files', [write]);
    gates[1]?.();
    await second;
    gates[0]?.();
    expect(await first).toBe(false);
    expect(catalog.tools(null).map((tool) => tool.qualifiedName)).toEqual(['files.write']);
    expect(changes).toEqual(['files tools']);
  });

  it('does not bring a server back that was forgotten while it was counted', async () => {
    const gate = Promise.withResolvers<void>();
    const { catalog } = catalogCounting((texts) => gate.promise.then(() => byLength(texts)));
    const listing = catalog.replace('files', [read]);
    catalog.forget('files');
    gate.resolve();
    await listing;
    expect(catalog.knows('files')).toBe(false);
  });

  it('takes a forgotten tool out of the search as well', async () => {
    const { catalog, store } = catalogCounting(byLength);
    await catalog.replace('files', [read, write]);
    await catalog.replace('files', [read]);
    expect(store.relevance({ words: ['writes'], prefix: false }).size).toBe(0);
    catalog.forget('files');
    expect(store.relevance({ words: ['reads'], prefix: false }).size).toBe(0);
  });

  it.each([
    ['filesystem.raed_file', 'filesystem.read_file'],
    ['read_file', 'filesystem.read_file'],
    ['filesystem_read_file', 'filesystem.read_file'],
    ['fs.read-file', 'filesystem.read_file'],
    ['Everything.Get-Env', 'everything.get-env'],
    ['browser_screenshot', 'playwright.browser_snapshot'],
  ])('names the tools nearest to %s', async (wrong, right) => {
    const catalog = await catalogOf(publicTools());
    expect(catalog.nearest(wrong, [...publicTools().keys()], 3)).toContain(right);
  });

  it('names nothing where nothing is near', async () => {
    const catalog = await catalogOf(publicTools());
    expect(catalog.nearest('zzzzzzzzzzzzzz', [...publicTools().keys()], 3)).toEqual([]);
  });
});

describe('what the catalog counts', () => {
  it('is neither what a tokenizer may take for ever, nor more than four million characters of one server', async () => {
    const counted: number[] = [];
    const { catalog } = catalogCounting((texts) => {
      counted.push(...texts.map((text) => text.length));
      return byLength(texts);
    });
    const tools = [30_000, ...Array<number>(300).fill(19_000)].map((length, index) => ({
      name: `t${index}`,
      description: 'd'.repeat(length),
    }));
    await catalog.replace('big', tools);
    expect(counted).toHaveLength(210);
    expect(catalog.find('big.t0')?.tokens).toBeGreaterThan(10_000);
    expect(catalog.find('big.t300')?.tokens).toBeGreaterThan(6_000);
    counted.length = 0;
    expect(await catalog.replace('big', tools)).toBe(false);
    expect(counted).toEqual([]);
  });
});
