import { fileURLToPath } from 'node:url';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerProcess, connectApp, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { known } from '../helpers/known-servers.ts';

const program = fileURLToPath(new URL('../fixtures/servers/offering-server.mjs', import.meta.url));
const names = ['first', 'second', 'third'];
const servers = names.map((name) => `  ${name}: { command: ${process.execPath}, args: [${program}, ${name}] }`).join('\n');
const stack = new AsyncDisposableStack();
let home: string;

beforeAll(async () => {
  const folder = stack.use(await temporaryHome(`version: 1\nservers:\n${servers}\nprofiles: { default: { exposure: full } }\n`));
  home = folder.folder;
  await known(stack.use(await BrokerProcess.start(home)));
});
afterAll(() => stack.disposeAsync());

/** What is read at an address: who answered, and what that server was asked for. */
async function readBy(client: Awaited<ReturnType<typeof connectApp>>['client'], uri: string): Promise<string> {
  const { contents } = await client.readResource({ uri });
  return contents.map((content) => ('text' in content ? content.text : '')).join();
}

describe('three servers that offer the same and more', () => {
  it('have prompts under names that lead back to them, and answer to bare names that only one has', async () => {
    await using app = await connectApp(home);
    const { prompts } = await app.client.listPrompts();
    expect(prompts.map((prompt) => prompt.name)).toEqual(names.flatMap((name) => [`${name}_greet`, `${name}_only_${name}`]));
    const gotten = async (name: string) => JSON.stringify((await app.client.getPrompt({ name })).messages);
    expect(await gotten('second_greet')).toContain('second greet');
    expect(await gotten('only_third')).toContain('third only_third');
    await expect(gotten('greet')).rejects.toMatchObject({ code: -32602 });
  });

  it('have resources of all pages, and each address is read from the server that it was listed for', async () => {
    await using app = await connectApp(home);
    const { resources } = await app.client.listResources();
    const expected = names.flatMap((name) => [
      [`note://${name}/1`, `${name} note://${name}/1`],
      [`note://${name}~/shared`, `${name} note://shared`],
      ...(name === 'first' ? [['ui://first~/app/page.html', 'first ui://app/page.html']] : []),
    ]);
    expect(resources.map(({ uri }) => uri)).toEqual(expected.map(([uri]) => uri));
    for (const [uri = '', answer] of expected) expect(await readBy(app.client, uri)).toBe(answer);
  });

  it('share a template, and what it makes is read from the one that it was listed for', async () => {
    await using app = await connectApp(home);
    const { resourceTemplates } = await app.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(names.map((name) => `row://${name}~/{table}/{id}`));
    expect(await readBy(app.client, 'row://third~/users/7')).toBe('third row://users/7');
    const { completion } = await app.client.complete({
      ref: { type: 'ref/resource', uri: 'row://second~/{table}/{id}' },
      argument: { name: 'table', value: '' },
    });
    expect(completion.values).toEqual(['second row://{table}/{id}']);
  });

  it('share the page of an MCP App: every mention of it leads to the right one, and is ui: still', async () => {
    await using app = await connectApp(home);
    const { tools } = await app.client.listTools();
    const shown = tools
      .filter((tool) => tool._meta !== undefined)
      .map((tool) => (tool._meta as { ui: { resourceUri: string } }).ui.resourceUri);
    expect(shown).toEqual(names.map((name) => `ui://${name}~/app/page.html`));
    for (const [index, name] of names.entries()) {
      const page = shown[index] ?? '';
      expect(await readBy(app.client, page)).toBe(`${name} ui://app/page.html`);
      const { content } = await app.client.callTool({ name: `${name}_show` });
      expect(content).toMatchObject([{ uri: page }, { resource: { uri: page, text: name } }, { type: 'resource_link' }]);
    }
  });

  it('are given back their own addresses in arguments, and see nothing of the others’', async () => {
    await using app = await connectApp(home);
    const given = { page: 'ui://second~/app/page.html', other: ['ui://first~/app/page.html'], text: 'see ui://second~/app/page.html' };
    const got = JSON.stringify({ ...given, page: 'ui://app/page.html' });
    expect(textOf(await app.client.callTool({ name: 'second_show', arguments: given }))).toBe(got);
    const { messages } = await app.client.getPrompt({ name: 'second_greet', arguments: { page: given.page } });
    expect(messages).toMatchObject([{ content: { text: 'second greetui://app/page.html' } }]);
  });

  it('may give addresses that nobody lists: the app reads each from where it got it', async () => {
    await using app = await connectApp(home);
    await expect(readBy(app.client, 'loose://1')).rejects.toMatchObject({ code: -32002 });
    for (const name of ['second', 'first']) {
      const { content } = await app.client.callTool({ name: `${name}_show` });
      const { uri } = (content as { uri: string }[])[2] ?? { uri: '' };
      expect(uri).toBe(name === 'second' ? 'loose://1' : 'loose://first~/1');
      expect(await readBy(app.client, uri)).toBe(`${name} loose://1`);
    }
  });

  it('that never tell when their resources change are asked when an app lists them', async () => {
    await using app = await connectApp(home);
    const listed = async () => (await app.client.listResources()).resources.map(({ uri }) => uri);
    expect(await listed()).not.toContain('new://second/1');
    await app.client.callTool({ name: 'second_read_burst' });
    await eventually(async () => expect(await listed()).toContain('new://second/1'));
    expect(await readBy(app.client, 'new://second/1')).toBe('second new://second/1');
  });

  it('that announce a hundred changes each in a second are told of rarely, and shown as they are in the end', async () => {
    await using clients = new AsyncDisposableStack();
    const apps = await Promise.all(names.concat('x', 'y').map(async () => clients.use(await connectApp(home))));
    const told = apps.map(() => 0);
    const lists: string[][] = apps.map(() => []);
    const list = async (index: number) => {
      const listed = await apps[index]?.client.listTools();
      lists[index] = (listed?.tools ?? []).flatMap((tool) => (tool.name.endsWith('burst') ? [tool.description ?? ''] : []));
    };
    for (const [index, app] of apps.entries()) {
      app.client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
        told[index] = (told[index] ?? 0) + 1;
        void list(index);
      });
      await list(index);
    }
    await Promise.all(names.map(async (name) => apps[0]?.client.callTool({ name: `${name}_read_burst` })));
    await eventually(() => expect(lists).toEqual(apps.map(() => Array(3).fill('version 101'))));
    expect(Math.max(...told)).toBeLessThanOrEqual(10);
    expect(Math.min(...told)).toBeGreaterThanOrEqual(1);
  });

  it('are listed after a restart without one of them being started', async () => {
    await using quiet = await temporaryHome(`version: 1\nservers:\n${servers}\nprofiles: { default: { exposure: full } }\n`);
    const listed = async () => {
      await using app = await connectApp(quiet.folder);
      const { prompts } = await app.client.listPrompts();
      const { resources } = await app.client.listResources();
      return { prompts, resources, capabilities: app.client.getServerCapabilities() };
    };
    const first = await BrokerProcess.start(quiet.folder);
    await known(first);
    const before = await listed();
    await first[Symbol.asyncDispose]();
    await using second = await BrokerProcess.start(quiet.folder);
    expect(await listed()).toEqual(before);
    expect(before.capabilities).toMatchObject({ prompts: {}, resources: {}, completions: {} });
    expect(await second.api('servers.list')).toMatchObject(
      names.map((name) => ({ name, state: 'stopped', startedAt: null, tools: 2, prompts: 2, resources: name === 'first' ? 4 : 3 })),
    );
  });
});
