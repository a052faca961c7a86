import { describe, expect, it } from 'vitest';
import { listAll, refreshCatalog } from '../../../main/catalog/refresh.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { catalogOf } from '../../helpers/public-catalog.ts';
import { listingServer } from '../../helpers/listing-server.ts';

async function list(answer: (cursor: string | undefined) => JsonObject, capabilities?: JsonObject) {
  const { connection, asked } = listingServer((_method, cursor) => answer(cursor), capabilities);
  const reports: string[] = [];
  const { entries: tools } = await listAll(connection, 'tools', (sentence) => reports.push(sentence));
  return { names: tools.map(({ name }) => name), reports, asked };
}

describe('listing the tools of a server', () => {
  it('follows every page', async () => {
    const pages: Record<string, JsonObject> = {
      first: { tools: [{ name: 'a' }], nextCursor: '' },
      '': { tools: [{ name: 'b' }], nextCursor: 'x' },
      x: { tools: [{ name: 'c' }] },
    };
    const { names, reports, asked } = await list((cursor) => pages[cursor ?? 'first'] ?? {});
    expect({ names, reports, asked }).toEqual({
      names: ['a', 'b', 'c'],
      reports: [],
      asked: ['tools/list', 'tools/list ""', 'tools/list "x"'],
    });
  });

  it('leaves out a tool that is malformed or there twice, and says so', async () => {
    const { names, reports } = await list(() => ({
      tools: [{ name: 'a' }, null, { name: '' }, { title: 'no name' }, 'text', { name: 'a', description: 'again' }, { name: 'b' }],
    }));
    expect(names).toEqual(['a', 'b']);
    expect(reports).toHaveLength(5);
    expect(reports.at(-1)).toContain('"a"');
  });

  it('stops when a cursor comes again', async () => {
    const { names, reports } = await list((cursor) => ({
      tools: [{ name: cursor === undefined ? 'first' : 'second' }],
      nextCursor: 'same',
    }));
    expect(names).toEqual(['first', 'second']);
    expect(reports).toEqual([expect.stringContaining('repeats a cursor')]);
  });

  it('stops after a thousand pages', async () => {
    let page = 0;
    const { names, reports } = await list(() => ({ tools: [{ name: `t${(page += 1)}` }], nextCursor: `c${page}` }));
    expect(names).toHaveLength(1_000);
    expect(reports).toEqual([expect.stringContaining('1000 pages')]);
  });

  it('stops after ten thousand tools, and after 64 million characters', async () => {
    const many = await list(() => ({ tools: Array.from({ length: 10_001 }, (_, index) => ({ name: `t${index}` })) }));
    expect(many.names).toHaveLength(10_000);
    expect(many.reports).toEqual([expect.stringContaining('10000 tools')]);
    const description = 'x'.repeat(1_000_000);
    const big = await list(() => ({ tools: Array.from({ length: 100 }, (_, index) => ({ name: `t${index}`, description })) }));
    expect(big.names).toHaveLength(68);
    expect(big.reports).toEqual([expect.stringContaining('67108864 characters')]);
  });

  it('asks a server that has no tools for none', async () => {
    expect(await list(() => ({ tools: [{ name: 'a' }] }), { prompts: {} })).toEqual({ names: [], reports: [], asked: [] });
  });

  it('fails with a name when the answer holds no list', async () => {
    await expect(list(() => ({ tools: 'many' }))).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});

const everything: Record<string, JsonObject> = {
  'tools/list': { tools: [{ name: 'read' }] },
  'prompts/list': { prompts: [{ name: 'greet', arguments: [] }, 5, { name: 'greet' }] },
  'resources/list': { resources: [{ uri: 'file:///a', name: 'a' }, { name: 'no uri' }, { uri: 'file:///a', name: 'again' }] },
  'resources/templates/list': { resourceTemplates: [{ uriTemplate: 'file:///{path}' }] },
};
const all: JsonObject = { tools: {}, prompts: {}, resources: {} };

/** What the catalog knows after a server that answers so was listed. */
async function refreshed(answers: Record<string, JsonObject | Error>, capabilities: JsonObject = all) {
  const catalog = await catalogOf(new Map());
  const { connection, asked } = listingServer((method) => {
    const answer = answers[method] ?? new Error(`no ${method}`);
    if (answer instanceof Error) throw answer;
    return answer;
  }, capabilities);
  const reports: string[] = [];
  const outcome = await refreshCatalog([connection], catalog, (sentence) => reports.push(sentence)).catch((error: unknown) =>
    String(error),
  );
  const known = (['prompts', 'resources', 'resourceTemplates'] as const).map((kind) =>
    catalog.offers(kind, ['demo']).map(({ key }) => key),
  );
  return { outcome, asked, reports, known: [catalog.tools(null).map((tool) => tool.qualifiedName), ...known], catalog };
}

describe('what a server offers', () => {
  it('is taken over whole: tools, prompts, resources, templates, and what the server says of itself', async () => {
    const { outcome, known, reports, catalog } = await refreshed(everything);
    expect(outcome).toBe(true);
    expect(known).toEqual([['demo.read'], ['greet'], ['file:///a', 'file:///a'], ['file:///{path}']]);
    expect(reports).toEqual([
      'A prompt of demo is left out: it has no name.',
      'The second prompt of demo named "greet" is left out.',
      'A resource of demo is left out: it has no uri.',
    ]);
    expect(catalog.identity('demo')).toEqual({
      capabilities: all,
      serverInfo: { name: 'demo-server', version: '1' },
      instructions: null,
      extras: {},
    });
  });

  it('comes with what the server says beside the first page of a list, and not with what each hop says for itself', async () => {
    const said = { 'x-more': 1, ttlMs: 5, resultType: 'complete', _meta: { 'com.example/x': 1 } };
    const { catalog } = await refreshed({ ...everything, 'prompts/list': { ...said, prompts: [], nextCursor: 1 } });
    expect(catalog.extras('demo', 'prompts')).toEqual({ 'x-more': 1, _meta: { 'com.example/x': 1 } });
    expect(catalog.extras('demo', 'tools')).toEqual({});
  });

  it('is asked for only where the server declares it', async () => {
    expect((await refreshed(everything, { prompts: {} })).asked).toEqual(['prompts/list']);
  });

  it('is known but for the lists that fail, and those are reported', async () => {
    const { outcome, known, reports } = await refreshed({ ...everything, 'prompts/list': new JsonRpcError(-32603, 'no prompts today') });
    expect(outcome).toBe(false);
    expect(known).toEqual([['demo.read'], [], ['file:///a', 'file:///a'], ['file:///{path}']]);
    expect(reports).toContain('The prompts of demo could not be listed: no prompts today');
  });

  it('does without templates where the server knows no such method', async () => {
    const { outcome, known, reports } = await refreshed({ ...everything, 'resources/templates/list': new JsonRpcError(-32601, 'unknown') });
    expect([outcome, known[3]]).toEqual([true, []]);
    expect(reports.join()).not.toContain('template');
  });

  it('is nothing, and the start fails, when not one list can be read', async () => {
    expect((await refreshed({}, { tools: {}, prompts: {} })).outcome).toBe('Error: no tools/list');
  });

  it('stays as it was where listing it again fails', async () => {
    const { catalog } = await refreshed(everything);
    const { connection } = listingServer((method) => {
      if (method === 'resources/list') throw new Error('gone');
      return everything[method] ?? {};
    }, all);
    expect(await refreshCatalog([connection], catalog, () => undefined, ['resources', 'resourceTemplates'])).toBe(false);
    expect(catalog.offers('resources', ['demo'])).toHaveLength(2);
  });

  it('is everything that one of its connections lists, where apps that can do more are listed more', async () => {
    const catalog = await catalogOf(new Map());
    const [plain, capable] = [['read'], ['read', 'ask_model']].map((names) =>
      listingServer(() => ({ tools: names.map((name) => ({ name })) })),
    );
    const broken = listingServer(() => {
      throw new Error('gone');
    });
    const connections = [plain, capable, broken].flatMap((server) => server?.connection ?? []);
    expect(await refreshCatalog(connections, catalog, () => undefined, ['tools'])).toBe(true);
    expect(catalog.tools(null).map((tool) => tool.qualifiedName)).toEqual(['demo.read', 'demo.ask_model']);
  });
});
