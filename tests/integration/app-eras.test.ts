import { fileURLToPath } from 'node:url';
import type { InputRequest } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEra, eras } from '../helpers/era-app.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';
import { BrokerProcess, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';

const asking = fileURLToPath(new URL('../fixtures/servers/asking-server.mjs', import.meta.url));
const risks = ['declared', 'ask', 'tell', 'wait'].map((tool) => `${tool}: { risk: read }`).join(', ');
const config = `version: 1
servers:
  everything: { command: ${process.execPath}, args: [${serverProgram('everything')}, stdio], tools: { trigger-long-running-operation: { risk: read } } }
  asking: { command: ${process.execPath}, args: [${asking}], tools: { ${risks} } }
profiles: { default: { exposure: full, maxTools: 100, maxTokens: 20000 } }
`;
const stack = new AsyncDisposableStack();
let home: string;

beforeAll(async () => {
  home = stack.use(await temporaryHome(config)).folder;
  stack.use(await BrokerProcess.start(home));
  await using app = await connectEra(home, 'legacy');
  await eventually(async () => expect((await app.client.listTools()).tools.length).toBeGreaterThan(15));
});
afterAll(() => stack.disposeAsync());

const envelope = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
const form = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const questions: [string, InputRequest | { method: string; params?: object }, string][] = [
  ['a form', { method: 'elicitation/create', params: form }, 'Ada'],
  [
    'a page',
    { method: 'elicitation/create', params: { mode: 'url', message: 'Go', url: 'https://example.org/', elicitationId: 'e1' } },
    'accept',
  ],
  ['a sample', { method: 'sampling/createMessage', params: { maxTokens: 5, messages: [] } }, 'sampled'],
  ['the roots', { method: 'roots/list' }, 'work-of-the-app'],
];

describe.each(eras)('an app of the %s era and a legacy server', (era) => {
  it('reach all kinds of things: tools, prompts, resources, templates, completion', async () => {
    await using app = await connectEra(home, era);
    const { client } = app;
    expect(client.getServerCapabilities()).toMatchObject({ tools: {}, prompts: {}, resources: { subscribe: true }, completions: {} });
    expect(textOf(await client.callTool({ name: 'everything_echo', arguments: { message: 'hi' } }))).toContain('hi');
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain('everything_args_prompt');
    const prompt = await client.getPrompt({ name: 'everything_args_prompt', arguments: { city: 'Oslo' } });
    expect(JSON.stringify(prompt.messages)).toContain('Oslo');
    const { resources } = await client.listResources();
    const [first] = resources;
    expect((await client.readResource({ uri: first?.uri ?? '' })).contents[0]?.uri).toBe(first?.uri);
    expect((await client.listResourceTemplates()).resourceTemplates.length).toBeGreaterThan(0);
    const completion = await client.complete({
      ref: { type: 'ref/prompt', name: 'everything_completable_prompt' },
      argument: { name: 'department', value: 'S' },
    });
    expect(completion.completion.values).toContain('Sales');
  });

  it.each(questions)('ask and answer %s in the middle of a call', async (_what, question, answer) => {
    await using app = await connectEra(home, era);
    expect(textOf(await app.client.callTool({ name: 'asking_ask', arguments: { ...question } }))).toContain(answer);
  });

  // Line by line: the SDK's client drops a tick that arrives together with the result.
  it('bring every tick of progress before the result, under the token of the app', async () => {
    await using app = era === 'legacy' ? await RawApp.connect(home) : RawApp.start(home);
    const _meta = { progressToken: 0, ...(era === 'modern' && envelope) };
    const call = { name: 'everything_trigger_long_running_operation', arguments: { duration: 0.4, steps: 4 }, _meta };
    await app.request(7, 'tools/call', call);
    const own = app.answers.filter(({ id, params }) => id === 7 || params?.progressToken === 0);
    expect(own.map(({ params }) => params?.progress ?? 'result')).toEqual([1, 2, 3, 4, 'result']);
  });

  it('say what is wrong in the words of the server, or of Patchbay where nobody has it', async () => {
    await using app = await connectEra(home, era);
    const missing = app.client.readResource({ uri: 'nobody://has/this' });
    await expect(missing).rejects.toThrow('No server of this app lists this resource');
    await expect(app.client.getPrompt({ name: 'nobody_has_this' })).rejects.toMatchObject({ code: -32602 });
  });
});
