import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import { SeenUris } from '../../../main/catalog/seen-uris.ts';
import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import { AppViews } from '../../../main/session/app-views.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { jsonText } from '../../../main/wire/json-text.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';
import { catalogOf } from '../../helpers/public-catalog.ts';

const facade = { definitions: [{ name: 'search_tools' }, { name: 'call_tool' }, { name: 'status' }], tokens: 400 };

function viewOf(catalog: Catalog, servers: string, profile = 'exposure: full') {
  const parsed = parseSettings(`version: 1\nservers: ${servers}\nprofiles: { default: { ${profile} } }`, 'config.yaml', '/home/kim');
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const views = new AppViews({
    settings: () => parsed.settings,
    tools: (names) => catalog.tools(names),
    offers: (kind, names) => catalog.offers(kind, names),
    helloOf: (server) => catalog.identity(server),
    extrasOf: (server, kind) => catalog.extras(server, kind),
    facade,
    usage: new Map(),
  });
  return views.of('cursor');
}

function identified(catalog: Catalog, ...servers: string[]): void {
  for (const server of servers)
    catalog.identify(server, { capabilities: { resources: {}, prompts: {} }, serverInfo: {}, instructions: null, extras: {} });
}

const page = (uri: string): ToolDefinition => ({ name: 'show', _meta: { ui: { resourceUri: uri } } });

describe('what an app sees of prompts and resources', () => {
  it('follows what a server says of itself, also where no list of it changed', async () => {
    const catalog = await catalogOf(new Map([['a', [{ name: 'read' }]]]));
    const view = viewOf(catalog, '{ a: { command: x } }');
    expect([view.resourceAt('x://unlisted'), view.extras()]).toEqual([null, {}]);
    catalog.identify('a', { capabilities: { resources: {} }, serverInfo: {}, instructions: null, extras: { 'x-a': 1 } });
    expect([view.resourceAt('x://unlisted'), view.extras()]).toEqual([{ server: 'a', uri: 'x://unlisted' }, { 'x-a': 1 }]);
  });

  it('is that of the servers of its profile that are not disabled', async () => {
    const catalog = await catalogOf(new Map());
    for (const server of ['a', 'b', 'c']) {
      catalog.replaceOffers(server, 'prompts', [{ name: 'greet' }]);
      catalog.replaceOffers(server, 'resources', [{ uri: `x://${server}` }]);
    }
    const servers = '{ a: { command: x }, b: { command: x, mode: disabled }, c: { command: x } }';
    expect(viewOf(catalog, servers).prompts).toEqual([{ name: 'a_greet' }, { name: 'c_greet' }]);
    const view = viewOf(catalog, servers, 'exposure: compact, servers: [c]');
    expect([view.prompts, view.resources]).toEqual([[{ name: 'c_greet' }], [{ uri: 'x://c' }]]);
    expect(view.resourceAt('x://a')).toBeNull();
  });

  it('has with a list what its only server says beside it, and nothing where there are two or Patchbay is one of them', async () => {
    const catalog = await catalogOf(new Map([['a', [{ name: 'read' }]]]));
    identified(catalog, 'a', 'b');
    for (const server of ['a', 'b']) catalog.replaceExtras(server, 'prompts', { from: server });
    catalog.replaceExtras('a', 'tools', { from: 'a' });
    catalog.identify('c', { capabilities: { tools: {} }, serverInfo: {}, instructions: null, extras: { 'x-c': 1 } });
    const alone = viewOf(catalog, '{ a: { command: x }, c: { command: x } }');
    expect([alone.listExtras('prompts'), alone.extras()]).toEqual([{ from: 'a' }, {}]);
    expect(viewOf(catalog, '{ c: { command: x } }').extras()).toEqual({ 'x-c': 1 });
    expect(viewOf(catalog, '{ a: { command: x }, b: { command: x } }').listExtras('prompts')).toEqual({});
    expect(viewOf(catalog, '{ a: { command: x } }', 'exposure: compact').listExtras('tools')).toEqual({});
  });

  it('is spelled as the server spelled it', async () => {
    const catalog = await catalogOf(new Map());
    const [prompt, resource] = ['{"2":1.0,"name":"greet","1":9007199254740993}', '{"uri":"x://a","size":1e400,"name":"a"}'];
    catalog.replaceOffers('a', 'prompts', [readJsonText(prompt ?? '') as JsonObject]);
    catalog.replaceOffers('a', 'resources', [readJsonText(resource ?? '') as JsonObject]);
    expect(viewOf(catalog, '{ a: { command: x } }').prompts.map(jsonText)).toEqual([prompt?.replace('greet', 'a_greet')]);
    const bare = viewOf(catalog, '{ a: { command: x, prefix: "" } }');
    expect([...bare.prompts, ...bare.resources].map(jsonText)).toEqual([prompt, resource]);
  });

  it('finds a prompt by the name that is shown, and by its own where only one has it', async () => {
    const catalog = await catalogOf(new Map());
    catalog.replaceOffers('a', 'prompts', [{ name: 'greet' }, { name: 'plan' }]);
    catalog.replaceOffers('b', 'prompts', [{ name: 'greet' }]);
    const view = viewOf(catalog, '{ a: { command: x, prefix: my }, b: { command: x } }');
    expect(view.prompts).toEqual([{ name: 'mygreet' }, { name: 'myplan' }, { name: 'b_greet' }]);
    expect(view.promptNamed('mygreet')).toEqual({ server: 'a', name: 'greet' });
    expect(view.promptNamed('plan')).toEqual({ server: 'a', name: 'plan' });
    expect([view.promptNamed('greet'), view.promptNamed('constructor')]).toEqual([undefined, undefined]);
  });

  it('leads every advertised URI to its server, listed or only named by an MCP App, with the scheme kept', async () => {
    const uri = 'ui://app/page.html';
    const catalog = await catalogOf(new Map(['a', 'b', 'c'].map((server) => [server, [page(uri)]])));
    catalog.replaceOffers('a', 'resources', [{ uri, name: 'page' }]);
    const view = viewOf(catalog, '{ a: { command: x }, b: { command: x }, c: { command: x } }');
    const shown = view.definitions.map((definition) => (definition['_meta'] as { ui: { resourceUri: string } }).ui.resourceUri);
    expect(shown).toEqual(['ui://a~/app/page.html', 'ui://b~/app/page.html', 'ui://c~/app/page.html']);
    expect(shown.map((one) => view.resourceAt(one))).toEqual(['a', 'b', 'c'].map((server) => ({ server, uri })));
    expect(view.resources).toEqual([{ uri: shown[0], name: 'page' }]);
    const given = { content: [{ type: 'resource', resource: { uri, text: '<p>' } }] };
    expect(view.forApp('b', given)).toEqual({ content: [{ type: 'resource', resource: { uri: shown[1], text: '<p>' } }] });
    expect(view.forServer('b', view.forApp('b', given))).toEqual(given);
    expect(view.forServer('a', { uri: shown[1] ?? '' })).toEqual({ uri: shown[1] });
  });

  it('leads a URI that nobody lists to the server whose template fits, that it came from, or that alone has resources', async () => {
    const catalog = await catalogOf(new Map());
    identified(catalog, 'a', 'b');
    catalog.replaceOffers('b', 'resourceTemplates', [{ uriTemplate: 'db://{table}' }]);
    const view = viewOf(catalog, '{ a: { command: x }, b: { command: x } }');
    expect(view.resourceAt('db://users')).toEqual({ server: 'b', uri: 'db://users' });
    expect(view.resourceAt('note://1')).toBeNull();
    const seen = new SeenUris();
    const link = { content: [{ type: 'resource_link', uri: 'note://1' }] };
    expect(view.forApp('a', link, seen)).toBe(link);
    expect(view.resourceAt('note://1', seen)).toEqual({ server: 'a', uri: 'note://1' });
    expect(viewOf(catalog, '{ a: { command: x } }').resourceAt('note://1')).toEqual({ server: 'a', uri: 'note://1' });
  });

  it('leads nowhere once the app may no longer use the server that a URI came from', async () => {
    const catalog = await catalogOf(new Map());
    identified(catalog, 'a', 'b', 'c');
    const seen = new SeenUris();
    const servers = '{ a: { command: x }, b: { command: x }, c: { command: x } }';
    viewOf(catalog, servers).forApp('a', { content: [{ type: 'resource_link', uri: 'note://1' }] }, seen);
    expect(viewOf(catalog, servers, 'exposure: full, servers: [b, c]').resourceAt('note://1', seen)).toBeNull();
  });
});

describe('what an app sees of tools', () => {
  it('is the very definition of the server where its prefix is empty', async () => {
    const tools = [{ name: 'get-it.now' }, { name: 'status' }, { name: 'Read' }, { name: 'read' }, { name: 'x'.repeat(128) }];
    const catalog = await catalogOf(new Map([['a', tools]]));
    const view = viewOf(catalog, '{ a: { command: x, prefix: "" } }');
    const known = new Map(catalog.tools(null).map(({ definition }) => [definition.name, definition]));
    expect(view.definitions).toHaveLength(5);
    for (const definition of view.definitions) expect(definition).toBe(known.get(definition.name));
    for (const { name } of tools) expect(view.toolNamed(name)?.definition.name).toBe(name);
  });

  it('has hashes where two servers without a prefix have the same name, and where the facade has it', async () => {
    const catalog = await catalogOf(new Map(['a', 'b'].map((server) => [server, [{ name: 'search' }, { name: `only_${server}` }]])));
    await catalog.replace('c', [{ name: 'status' }]);
    const servers = '{ a: { command: x, prefix: "" }, b: { command: x, prefix: "" }, c: { command: x, prefix: "" } }';
    const names = [...viewOf(catalog, servers, 'exposure: compact').reachable.keys()];
    expect(names).toEqual([
      expect.stringMatching(/^a_search_[0-9a-f]{8}$/),
      'only_a',
      expect.stringMatching(/^b_search_[0-9a-f]{8}$/),
      'only_b',
      expect.stringMatching(/^c_status_[0-9a-f]{8}$/),
    ]);
  });

  it('lets no server without a prefix take the full name of another one’s tool', async () => {
    const catalog = await catalogOf(
      new Map([
        ['github', [{ name: 'create' }]],
        ['evil', [{ name: 'github.create' }]],
      ]),
    );
    const view = viewOf(catalog, '{ github: { command: x }, evil: { command: x, prefix: "" } }');
    expect(view.toolNamed('github.create')?.server).toBe('github');
    expect(view.definitions.map(({ name }) => name)).toEqual(['github_create', expect.stringMatching(/^evil_github_create_[0-9a-f]{8}$/)]);
  });

  it('answers to the name that is shown, then to server.tool, then to its own where only one has it', async () => {
    const catalog = await catalogOf(
      new Map([
        ['a', [{ name: 'read' }, { name: 'both' }]],
        ['b', [{ name: 'a_read' }, { name: 'both' }, { name: 'a.read' }, { name: 'hidden' }]],
      ]),
    );
    const view = viewOf(catalog, '{ a: { command: x }, b: { command: x, tools: { hidden: { hidden: true } } } }');
    const found = ['a_read', 'a.read', 'read', 'both', 'b.both', 'hidden', 'toString'].map(
      (name) => view.toolNamed(name)?.qualifiedName ?? null,
    );
    expect(found).toEqual(['a.read', 'a.read', 'a.read', null, 'b.both', null, null]);
  });
});
