import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../contract/models.ts';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { known } from '../helpers/known-servers.ts';

const program = fileURLToPath(new URL('../fixtures/servers/huge-server.mjs', import.meta.url));
const stack = new AsyncDisposableStack();
let app: Awaited<ReturnType<typeof connectApp>>;

beforeAll(async () => {
  const servers = ['huge', 'huger'].map((name) => `  ${name}: { command: ${process.execPath}, args: [${program}] }`).join('\n');
  const profile = '{ exposure: full, maxTools: 10000, maxTokens: 1000000 }';
  const home = stack.use(await temporaryHome(`version: 1\nservers:\n${servers}\nprofiles:\n  default: ${profile}\n`));
  const broker = stack.use(await BrokerProcess.start(home.folder));
  await known(broker);
  expect(((await broker.api('servers.list')) as Server[]).map(({ tools }) => tools)).toEqual([10_000, 10_000]);
  app = stack.use(await connectApp(home.folder));
});
afterAll(() => stack.disposeAsync());

async function everyPage<Page extends { nextCursor?: string | undefined }>(
  list: (cursor?: { cursor: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages = [await list()];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) pages.push(await list({ cursor }));
  return pages;
}

describe('two servers with ten thousand tools each, of names that hardly differ', () => {
  it('are listed in pages that a client takes, within the budget, and every name leads back to its own tool', async () => {
    const pages = await everyPage((cursor) => app.client.listTools(cursor));
    const tools = pages.flatMap((page) => page.tools.map(({ name }) => name));
    expect(new Set(tools).size).toBe(tools.length);
    expect(tools.length).toBeGreaterThan(1_000);
    const own = new Set<string>();
    for (const name of tools.filter((_, index) => index > 4 && index % 400 === 0)) {
      expect(name).toMatch(/^huger?_read_[a-z_]*_[0-9a-f]{8,20}$/);
      own.add(textOf(await app.client.callTool({ name })));
    }
    expect(own.size).toBeGreaterThan(2);
    for (const name of own) expect(name).toMatch(/^(?:read_){99}\d{5}$/);
  });

  it('have prompts and resources in pages of at most a few megabytes', async () => {
    const pages = await everyPage((cursor) => app.client.listResources(cursor));
    expect(pages.flatMap((page) => page.resources)).toHaveLength(2_000);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(5_000_000);
    const prompts = await everyPage((cursor) => app.client.listPrompts(cursor));
    expect(new Set(prompts.flatMap((page) => page.prompts.map(({ name }) => name))).size).toBe(2_000);
  });

  it('can be searched', async () => {
    const found = textOf(await app.client.callTool({ name: 'search_tools', arguments: { query: 'reads', limit: 3 } }));
    expect(JSON.parse(found)).toMatchObject({ total: expect.any(Number), matches: [{}, {}, {}] });
  });
});
