import { describe, expect, it } from 'vitest';
import { listAllTools } from '../../../main/catalog/refresh.ts';
import type { UpstreamConnection } from '../../../main/upstreams/upstream.ts';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';

/** A server that answers tools/list with these pages, by cursor; the first has none. */
function serverWith(answer: (cursor: JsonValue | undefined) => JsonObject, capabilities: JsonObject = { tools: {} }) {
  const asked: (JsonValue | undefined)[] = [];
  const connection: UpstreamConnection = {
    server: 'demo',
    era: 'legacy',
    capabilities,
    serverInfo: {},
    instructions: null,
    request: (_method, params) => {
      asked.push(params?.['cursor']);
      return Promise.resolve(answer(params?.['cursor']));
    },
    notify: () => undefined,
  };
  return { connection, asked };
}

async function list(answer: (cursor: JsonValue | undefined) => JsonObject, capabilities?: JsonObject) {
  const { connection, asked } = serverWith(answer, capabilities);
  const reports: string[] = [];
  const tools = await listAllTools(connection, (sentence) => reports.push(sentence));
  return { names: tools.map(({ name }) => name), reports, asked };
}

describe('listing the tools of a server', () => {
  it('follows every page', async () => {
    const pages: Record<string, JsonObject> = {
      first: { tools: [{ name: 'a' }], nextCursor: '' },
      '': { tools: [{ name: 'b' }], nextCursor: 'x' },
      x: { tools: [{ name: 'c' }] },
    };
    const { names, reports, asked } = await list((cursor) => pages[typeof cursor === 'string' ? cursor : 'first'] ?? {});
    expect({ names, reports, asked }).toEqual({ names: ['a', 'b', 'c'], reports: [], asked: [undefined, '', 'x'] });
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

  it('stops after ten thousand tools', async () => {
    const { names, reports } = await list(() => ({ tools: Array.from({ length: 10_001 }, (_, index) => ({ name: `t${index}` })) }));
    expect(names).toHaveLength(10_000);
    expect(reports).toEqual([expect.stringContaining('10000 tools')]);
  });

  it('asks a server that has no tools for none', async () => {
    expect(await list(() => ({ tools: [{ name: 'a' }] }), { prompts: {} })).toEqual({ names: [], reports: [], asked: [] });
  });

  it('fails with a name when the answer holds no list', async () => {
    await expect(list(() => ({ tools: 'many' }))).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});
