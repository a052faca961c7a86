import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server } from '../../contract/models.ts';
import { eventually } from '../helpers/eventually.ts';
import { RawApp } from '../helpers/raw-app.ts';
import { BrokerProcess, connectApp, serverProgram, temporaryHome, textOf } from '../helpers/broker-process.ts';

const everything = `{ command: ${process.execPath}, args: [${serverProgram('everything')}, stdio], tools: { trigger-long-running-operation: { risk: read } } }`;
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let app: Awaited<ReturnType<typeof connectApp>>;

function config(profile: string, servers = ''): string {
  return `version: 1\nservers:\n  everything: ${everything}\n${servers}profiles:\n  default: ${profile}\n`;
}

function edit(text: string): Promise<void> {
  return writeFile(join(broker.ready.home, 'config.yaml'), text);
}

async function listed(): Promise<string[]> {
  return (await app.client.listTools()).tools.map((tool) => tool.name);
}

/** Resolves with the next tools/list_changed that the app gets. */
function nextListChanged(): Promise<void> {
  return new Promise((resolve) => app.client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
}

beforeAll(async () => {
  const home = stack.use(await temporaryHome(config('{ exposure: compact }')));
  broker = stack.use(await BrokerProcess.start(home.folder));
  app = stack.use(await connectApp(home.folder));
  await app.client.callTool({ name: 'call_tool', arguments: { name: 'everything.echo', arguments: { message: 'started' } } });
});
afterAll(() => stack.disposeAsync());

const longCall = (steps: number) => ({
  name: 'call_tool',
  arguments: { name: 'everything.trigger-long-running-operation', arguments: { duration: steps / 5, steps } },
});

describe('a long call through Patchbay', () => {
  // Line by line: the SDK's client drops a tick that arrives together with the result.
  it('brings every tick of progress before its result, in order, under the token of its own call', async () => {
    await using raw = await RawApp.connect(broker.ready.home);
    const tokens = [0, 'text'];
    await Promise.all(
      tokens.map((progressToken, index) => raw.request(100 + index, 'tools/call', { ...longCall(5), _meta: { progressToken } })),
    );
    for (const [index, progressToken] of tokens.entries()) {
      const own = raw.answers.filter(
        ({ id, params }) => id === 100 + index || (params !== undefined && params.progressToken === progressToken),
      );
      expect(own.map(({ params }) => params?.progress ?? 'result')).toEqual([1, 2, 3, 4, 5, 'result']);
    }
  });

  it('ends when the app cancels it, and others go on', async () => {
    const cancelling = new AbortController();
    const cancelled = app.client.callTool(longCall(100), undefined, { signal: cancelling.signal }).then(
      () => 'answered',
      () => 'cancelled',
    );
    const other = app.client.callTool(longCall(15));
    const inFlight = async () => ((await broker.api('servers.list')) as Server[])[0]?.callsInFlight;
    await eventually(async () => expect(await inFlight()).toBe(2));
    cancelling.abort();
    expect(await cancelled).toBe('cancelled');
    expect(textOf(await other)).toContain('completed');
    await eventually(async () => expect(await inFlight()).toBe(0));
  });
});

describe('what an app is shown', () => {
  it('follows the settings at once, and the app is told', async () => {
    await listed();
    const told = nextListChanged();
    await edit(config('{ exposure: hybrid, pinned: [everything.get-sum] }'));
    await told;
    expect(await listed()).toEqual(['search_tools', 'describe_tool', 'call_tool', 'status', 'everything_get_sum']);
    expect(textOf(await app.client.callTool({ name: 'everything_get_sum', arguments: { a: 1, b: 2 } }))).toContain('3');
  });

  it('is everything, under names that every app can take, when it fits the budget', async () => {
    const told = nextListChanged();
    await edit(config('{ exposure: full, maxTools: 60 }'));
    await told;
    const names = await listed();
    // 13, and the two that ask the person, since Patchbay's own window can.
    expect(names).toHaveLength(15);
    expect(names.filter((name) => name.includes('elicitation'))).toHaveLength(2);
    expect(names).toContain('everything_get_tiny_image');
    expect(names.filter((name) => !/^[a-zA-Z][a-zA-Z0-9_]{0,45}$/.test(name))).toEqual([]);
  });

  it.each([
    ['tools', '{ exposure: full, maxTools: 8 }', 8, 8000],
    ['tokens', '{ exposure: full, maxTokens: 600 }', 40, 600],
  ])('keeps the budget of %s by leaving out, and says what', async (_what, profile, maxTools, maxTokens) => {
    const told = nextListChanged();
    await edit(config(profile));
    await told;
    const { tools } = await app.client.listTools();
    expect(tools.length).toBeLessThanOrEqual(maxTools);
    expect(encode(JSON.stringify(tools)).length).toBeLessThanOrEqual(maxTokens);
    expect(tools.map((tool) => tool.name)).toContain('search_tools');
    const status = JSON.parse(textOf(await app.client.callTool({ name: 'status', arguments: {} }))) as { budget: { leftOut: object } };
    expect(status.budget.leftOut).not.toEqual({});
  });

  it('has nothing of a server that its profile leaves out', async () => {
    const told = nextListChanged();
    await edit(config('{ exposure: full, servers: [memory] }', '  memory: { builtin: memory }\n'));
    await told;
    await eventually(async () => expect(await listed()).toEqual(expect.arrayContaining(['memory_recall'])));
    const hidden = await app.client
      .callTool({ name: 'search_tools', arguments: { query: 'add two numbers' } })
      .catch((error: unknown) => String(error));
    expect(JSON.stringify(hidden)).not.toContain('everything');
    expect(
      await app.client.callTool({ name: 'everything_get_sum', arguments: { a: 1, b: 2 } }).catch((error: unknown) => String(error)),
    ).toMatch(/tool_not_found|There is no tool/);
  });
});
