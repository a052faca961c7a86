import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBuiltin } from '../../main/builtin/open-builtin.ts';
import { MemoryTable } from '../../main/store/memory-store.ts';
import { Store } from '../../main/store/store.ts';
import { BuiltinClient } from '../helpers/builtin-client.ts';

let folder: string;
let store: Store;
let client: BuiltinClient;

function open(): void {
  store = Store.open(join(folder, 'patchbay.db'));
  const settings = { kind: 'builtin', builtin: 'memory', mode: 'shared', timeoutMs: 1_000, tools: new Map(), roots: [] } as const;
  client = new BuiltinClient(openBuiltin(settings, { memory: new MemoryTable(store.database) }));
}

async function close(): Promise<void> {
  await client[Symbol.asyncDispose]();
  store[Symbol.dispose]();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-memory-'));
  open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function textsOf(tool: 'recall' | 'list', given = {}): Promise<string[]> {
  const { memories } = (await client.json(tool, given)) as { memories: { text: string }[] };
  return memories.map(({ text }) => text);
}

describe('the built-in memory', () => {
  it('speaks MCP: initialize, ping, tools/list, and an honest no to everything else', async () => {
    const started = await client.peer.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    expect(started).toMatchObject({ protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'memory' } });
    expect(await client.peer.request('ping')).toEqual({});
    const { tools } = (await client.peer.request('tools/list')) as { tools: { name: string; annotations: object }[] };
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['remember', { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false }],
      ['recall', { readOnlyHint: true, idempotentHint: true, openWorldHint: false }],
      ['list', { readOnlyHint: true, idempotentHint: true, openWorldHint: false }],
      ['forget', { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false }],
    ]);
    await expect(client.peer.request('resources/list')).rejects.toMatchObject({ code: -32601 });
    await expect(client.peer.request('tools/call', { name: 'no_such_tool' })).rejects.toMatchObject({ code: -32602 });
  });

  it('remembers across a restart', async () => {
    const remembered = await client.json('remember', { text: 'Ada prefers tea', tags: ['drinks'] });
    await close();
    open();
    expect(await client.json('recall', { query: 'tea' })).toEqual({ memories: [remembered], matched: 1 });
  });

  it('recalls by what a memory is about, best first', async () => {
    await client.json('remember', { text: 'The deployment password rotates on Mondays' });
    await client.json('remember', { text: 'Ada’s birthday is in May', tags: ['people'] });
    await client.json('remember', { text: 'Grace likes long walks; her birthday and her name day are both in June' });
    expect(await textsOf('recall', { query: 'when is the birthday of Ada?' })).toEqual([
      'Ada’s birthday is in May',
      'Grace likes long walks; her birthday and her name day are both in June',
    ]);
    expect(await textsOf('recall', { query: 'people', limit: 1 })).toEqual(['Ada’s birthday is in May']);
    expect(await textsOf('recall', { query: 'quantum' })).toEqual([]);
  });

  it.each([
    ['会议在星期五', '会议'],
    ['Встреча в пятницу', 'встречи'],
    ['Die Größe beträgt 5', 'grösse'],
  ])('recalls %s in its own language', async (text, query) => {
    await client.json('remember', { text });
    expect(await textsOf('recall', { query })).toEqual([text]);
  });

  it('takes search syntax literally', async () => {
    await client.json('remember', { text: 'C++ and "quotes"' });
    expect(await textsOf('recall', { query: '"quotes" AND NOT ) OR words:*' })).toEqual(['C++ and "quotes"']);
  });

  it('gives the newest without a query, and lists page by page', async () => {
    for (const text of ['one', 'two', 'three']) await client.json('remember', { text });
    expect(await textsOf('recall', { limit: 2 })).toEqual(['three', 'two']);
    const page = await client.json('list', { limit: 2 });
    expect(page).toMatchObject({ total: 3, next: { before: 2 } });
    expect(await textsOf('list', { limit: 2, before: 2 })).toEqual(['one']);
  });

  it('forgets for good, and never gives an id twice', async () => {
    const { id } = await client.json('remember', { text: 'a secret' });
    expect(await client.call('forget', { id: id ?? 0 })).toMatchObject({ isError: false });
    expect(await textsOf('recall', { query: 'secret' })).toEqual([]);
    expect(await client.call('forget', { id: id ?? 0 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('There is no memory 1'),
    });
    expect((await client.json('remember', { text: 'another' }))['id']).toBe(2);
  });

  it.each([
    ['remember', {}],
    ['remember', { text: '  ' }],
    ['remember', { text: 'x'.repeat(20_001) }],
    ['recall', { limit: 0 }],
    ['forget', { id: 'one' }],
    ['forget', { id: 1, force: true }],
  ])('refuses %s with %j in one sentence', async (tool, given) => {
    expect(await client.call(tool, given)).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^The arguments do not fit: .*\.$/),
    });
  });
});
