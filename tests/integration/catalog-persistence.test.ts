import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../main/catalog/catalog.ts';
import type { ServerHello } from '../../main/upstreams/server-hello.ts';
import type { ToolDefinition } from '../../main/catalog/tool.ts';
import { CatalogTables } from '../../main/store/catalog-store.ts';
import { Store } from '../../main/store/store.ts';
import type { JsonObject } from '../../main/wire/frame.ts';
import { jsonText } from '../../main/wire/json-text.ts';
import { readJsonText } from '../../main/wire/read-json.ts';
import { publicTools } from '../helpers/public-catalog.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-catalog-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(countTokens: (texts: readonly string[]) => Promise<readonly number[]>) {
  const store = Store.open(join(folder, 'patchbay.db'));
  const reports: string[] = [];
  return { store, reports, catalog: new Catalog(new CatalogTables(store.database), countTokens, (sentence) => reports.push(sentence)) };
}

const byLength = (texts: readonly string[]) => Promise.resolve(texts.map((text) => text.length));
const never = () => Promise.reject(new Error('nothing is counted twice'));

describe('a catalog that was closed and opened again', () => {
  it('lists, finds and searches the same tools without asking any server or counting anything', async () => {
    const before = open(byLength);
    for (const [server, tools] of publicTools()) await before.catalog.replace(server, tools);
    const listed = before.catalog.tools(null);
    const servers = [...publicTools().keys()];
    const found = before.catalog.search('press the submit button', { servers, limit: 5 });
    before.store[Symbol.dispose]();

    const after = open(never);
    expect(after.catalog.tools(null)).toEqual(listed);
    expect(after.catalog.search('press the submit button', { servers, limit: 5 })).toEqual(found);
    for (const [server, tools] of publicTools()) expect(await after.catalog.replace(server, tools)).toBe(false);
    expect(after.reports).toEqual([]);
    after.store[Symbol.dispose]();
  });

  it('has the definitions as their server spelled them', async () => {
    const text = '{"name":"a","maximum":9007199254740993,"2":1.0,"1":[1e400,-0]}';
    const before = open(byLength);
    // The text above is a definition.
    await before.catalog.replace('exact', [readJsonText(text) as ToolDefinition]);
    before.store[Symbol.dispose]();
    const after = open(never);
    expect(after.catalog.tools(null).map(({ definition }) => jsonText(definition))).toEqual([text]);
    after.store[Symbol.dispose]();
  });

  it('still knows which servers have no tools, and which were forgotten', async () => {
    const before = open(byLength);
    await before.catalog.replace('empty', []);
    await before.catalog.replace('gone', [{ name: 'a' }]);
    before.catalog.forget('gone');
    before.store[Symbol.dispose]();
    const after = open(never);
    expect([after.catalog.knows('empty'), after.catalog.knows('gone')]).toEqual([true, false]);
    after.store[Symbol.dispose]();
  });

  it('has prompts, resources, templates and what servers said of themselves, as they spelled it', async () => {
    const text = '{"name":"a","2":1.0,"1":[1e400,-0],"uri":"x://a","uriTemplate":"x://{a}","n":9007199254740993}';
    const identity =
      '{"capabilities":{"x":{"n":1.0}},"serverInfo":{"name":"odd","2":1,"1":2},"instructions":"Read\\nme.","extras":{"n":1.0}}';
    const kinds = ['prompts', 'resources', 'resourceTemplates'] as const;
    const before = open(byLength);
    // The texts above are what the casts say.
    before.catalog.identify('odd', readJsonText(identity) as unknown as ServerHello);
    for (const kind of kinds) before.catalog.replaceOffers('odd', kind, [readJsonText(text) as JsonObject]);
    for (const server of ['gone', 'empty']) before.catalog.replaceOffers(server, 'prompts', [{ name: 'a' }]);
    before.catalog.identify('gone', { capabilities: {}, serverInfo: {}, instructions: null, extras: {} });
    for (const server of ['odd', 'gone']) before.catalog.replaceExtras(server, 'tools', readJsonText('{"x-n":1.0}') as JsonObject);
    before.catalog.forget('gone');
    before.catalog.replaceOffers('empty', 'prompts', []);
    before.store[Symbol.dispose]();

    const after = open(never);
    const changes: unknown[] = [];
    after.catalog.changed.subscribe((change) => changes.push(change));
    expect(kinds.map((kind) => after.catalog.offers(kind, ['odd', 'gone', 'empty']).map(({ definition }) => jsonText(definition)))).toEqual(
      [[text], [text], [text]],
    );
    expect(jsonText(after.catalog.identity('odd'))).toBe(jsonText(readJsonText(identity)));
    expect([after.catalog.identity('gone'), after.catalog.instructions('odd')]).toEqual([null, 'Read\nme.']);
    expect(['odd', 'gone'].map((server) => jsonText(after.catalog.extras(server, 'tools')))).toEqual(['{"x-n":1.0}', '{}']);
    expect(after.catalog.replaceOffers('odd', 'prompts', [readJsonText(text) as JsonObject])).toBe(false);
    expect(after.catalog.replaceOffers('odd', 'resourceTemplates', [])).toBe(true);
    expect(changes).toEqual([{ server: 'odd', kind: 'resources' }]);
    after.store[Symbol.dispose]();
  });
});
