import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Elicitation } from '../../contract/elicitations.ts';
import { BrokerProcess, temporaryHome, textOf } from '../helpers/broker-process.ts';
import { connectEra, eras } from '../helpers/era-app.ts';
import { eventually } from '../helpers/eventually.ts';

const program = fileURLToPath(new URL('../fixtures/servers/everything/main.ts', import.meta.url));
const tools = ['elicitation', 'sampling', 'list_roots', 'multi_round'].map((name) => `test_input_required_result_${name}`);
const risks = [...tools, 'test_tool_with_progress', 'test_logging_tool', 'test_simple_text', 'test_trigger_prompt_change'].map(
  (tool) => `${tool}: { risk: read }`,
);
const config = `version: 1
servers:
  both: { command: ${process.execPath}, args: [${program}, --stdio], tools: { ${risks.join(', ')} } }
profiles: { default: { exposure: full, maxTools: 100, maxTokens: 40000 } }
`;
const stack = new AsyncDisposableStack();
let home: string;
let broker: BrokerProcess;

beforeAll(async () => {
  home = stack.use(await temporaryHome(config)).folder;
  broker = stack.use(await BrokerProcess.start(home));
  await using app = await connectEra(home, 'legacy');
  await eventually(async () => expect((await app.client.listTools()).tools.length).toBeGreaterThan(15));
});
afterAll(() => stack.disposeAsync());

describe.each(eras)('an app of the %s era and a modern server', (era) => {
  it('reach all kinds of things: tools, prompts, resources, completion', async () => {
    await using app = await connectEra(home, era);
    const { client } = app;
    expect(textOf(await client.callTool({ name: 'both_test_simple_text' }))).toContain('simple text');
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('both_test_simple_prompt');
    expect((await client.getPrompt({ name: 'both_test_simple_prompt' })).messages).toHaveLength(1);
    expect((await client.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1);
    const ref = { type: 'ref/prompt', name: 'both_test_prompt_with_arguments' } as const;
    expect((await client.complete({ ref, argument: { name: 'arg1', value: 'par' } })).completion.values.length).toBeGreaterThan(0);
  });

  it.each([
    ['a form', 'elicitation', 'Hello, Ada!', ['What is your name?']],
    ['a sample', 'sampling', 'sampled', ['sampling']],
    ['the roots', 'list_roots', 'work-of-the-app', ['roots']],
    ['two forms in two rounds', 'multi_round', 'Ada likes green.', ['Step 1: What is your name?', 'Step 2: What is your favorite color?']],
  ])('ask and answer %s', async (_what, tool, answer, asked) => {
    await using app = await connectEra(home, era);
    expect(textOf(await app.client.callTool({ name: `both_test_input_required_result_${tool}` }))).toContain(answer);
    expect(app.asked).toEqual(asked);
  });

  it('ask before a prompt is given, too', async () => {
    await using app = await connectEra(home, era);
    const { messages } = await app.client.getPrompt({ name: 'both_test_input_required_result_prompt' });
    expect(JSON.stringify(messages)).toContain('tests');
    expect(app.asked).toHaveLength(1);
  });

  it('hear of changed prompts: a modern app where it listens', async () => {
    await using app = await connectEra(home, era);
    const told: string[] = [];
    app.client.setNotificationHandler('notifications/prompts/list_changed', ({ method }) => void told.push(method));
    await app.client.listPrompts();
    if (era === 'modern') await app.client.listen({ promptsListChanged: true });
    await app.client.callTool({ name: 'both_test_trigger_prompt_change' });
    await eventually(() => expect(told).toEqual(['notifications/prompts/list_changed']));
  });

  it('have the person asked by Patchbay where the app can’t', async () => {
    await using app = await connectEra(home, era, {});
    const result = app.client.callTool({ name: 'both_test_input_required_result_elicitation' });
    const asked = await eventually(async () => {
      const [first] = (await broker.api('elicitations.list')) as Elicitation[];
      expect(first).toMatchObject({ server: 'both', app: 'cli', message: 'What is your name?' });
      return first;
    });
    await broker.api('elicitations.answer', { id: asked?.id, action: 'accept', content: { name: 'Grace' } });
    expect(textOf(await result)).toContain('Hello, Grace!');
  });
});
