import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import { catalogOf, publicTools } from '../../helpers/public-catalog.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

const tools: readonly ToolDefinition[] = [
  { name: 'takeScreenshot', description: 'Take a picture of the page' },
  {
    name: 'delete_branch',
    description: 'Removes a branch',
    inputSchema: { type: 'object', properties: { repositoryName: { description: 'owner and colour' } } },
  },
  { name: '读取文件', description: '从磁盘读取文件内容' },
  { name: 'прочитать_файл', description: 'Читает содержимое файла с диска' },
  { name: 'ファイル検索', description: 'フォルダ内のファイルを検索します' },
];

async function namesFor(query: string, servers: readonly string[] = ['demo']): Promise<string[]> {
  const catalog = await catalogOf(
    new Map([
      ['demo', tools],
      ['other', [{ name: 'other_screenshot', description: 'Screenshot elsewhere' }]],
    ]),
  );
  return catalog.search(query, { servers, limit: 10 }).matches.map(({ tool }) => tool.definition.name);
}

describe('searching the catalog', () => {
  it.each([
    ['"unclosed', 'quotes'],
    ['screenshot AND NOT page', 'operators'],
    ['name:screenshot*', 'columns and wildcards'],
    ['NEAR(screenshot page, 2)', 'functions'],
    ['screenshot) OR (1=1; --', 'brackets'],
    ['^screenshot + "page"', 'signs'],
    ['screenshot\u0000page', 'a NUL'],
  ])('takes %j literally', async (query) => {
    await expect(namesFor(query)).resolves.toBeInstanceOf(Array);
  });

  it('finds a tool through operators that are only words', async () => {
    expect((await namesFor('screenshot AND NOT "page" OR (branch*'))[0]).toBe('takeScreenshot');
  });

  it('finds nothing for signs alone but lists all tools by name', async () => {
    expect(await namesFor('"*" -- ()')).toHaveLength(tools.length);
    expect(await namesFor('')).toEqual(tools.map(({ name }) => name).toSorted());
  });

  it.each([
    ['读取', '读取文件'],
    ['我想读取一个文件', '读取文件'],
    ['検索', 'ファイル検索'],
    ['файлы', 'прочитать_файл'],
    ['ФАЙЛ', 'прочитать_файл'],
    ['содержимого', 'прочитать_файл'],
  ])('finds tools in other scripts: %s', async (query, name) => {
    expect(await namesFor(query)).toContain(name);
  });

  it.each([
    ['screnshot', 'takeScreenshot'],
    ['scrrenshto', 'takeScreenshot'],
    ['brnach', 'delete_branch'],
  ])('takes %s for a typing error', async (query, name) => {
    expect((await namesFor(query))[0]).toBe(name);
  });

  it('finds words that are not finished', async () => {
    expect((await namesFor('take screensh'))[0]).toBe('takeScreenshot');
  });

  it('looks into the names and descriptions of parameters', async () => {
    expect(await namesFor('colour')).toEqual(['delete_branch']);
    expect((await namesFor('repository'))[0]).toBe('delete_branch');
  });

  it('stays within the servers that it is given', async () => {
    expect(await namesFor('screenshot')).toEqual(['takeScreenshot']);
    expect(await namesFor('screenshot', [])).toEqual([]);
    expect((await namesFor('screenshot', ['other', 'demo'])).toSorted()).toEqual(['other_screenshot', 'takeScreenshot']);
  });

  it('says how many match beyond the limit', async () => {
    const catalog = await catalogOf(publicTools());
    const { matches, total } = catalog.search('file', { servers: ['filesystem'], limit: 2 });
    expect(matches).toHaveLength(2);
    expect(total).toBeGreaterThan(5);
  });

  it('finds no hidden tool', async () => {
    const catalog = await catalogOf(new Map([['demo', tools]]));
    const { matches } = catalog.search('branch', {
      servers: ['demo'],
      limit: 5,
      isHidden: (tool) => tool.definition.name === 'delete_branch',
    });
    expect(matches).toEqual([]);
  });

  it('answers without a noticeable wait among 10,000 tools', { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      name: `tool_${index}_file`,
      description: 'Reads a file and writes a page of the user to disk',
    }));
    const catalog = await catalogOf(new Map([['demo', many]]));
    catalog.search('warm the words up', { servers: ['demo'], limit: 8 });
    const time = await thinkingTime(() => {
      const { matches } = catalog.search('read file 77', { servers: ['demo'], limit: 8 });
      expect(matches[0]?.tool.definition.name).toBe('tool_77_file');
    });
    expect(time).toBeLessThan(1_000);
  });
});
