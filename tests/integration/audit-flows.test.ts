import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../contract/models.ts';
import { BrokerProcess, serverProgram, temporaryHome } from '../helpers/broker-process.ts';
import { eventually } from '../helpers/eventually.ts';
import { connectAs } from '../helpers/named-app.ts';

const everything = `{ command: ${process.execPath}, args: [${serverProgram('everything')}, stdio], tools: { trigger-sampling-request: { risk: read } } }`;
const config = `version: 1\nservers:\n  everything: ${everything}\nprofiles:\n  default: { exposure: full }\n`;
const stack = new AsyncDisposableStack();
let broker: BrokerProcess;
let client: Client;

beforeAll(async () => {
  const home = stack.use(await temporaryHome(config));
  broker = stack.use(await BrokerProcess.start(home.folder));
  client = stack.use(await connectAs(broker, 'cursor', { sampling: {} })).client;
  const answer = { role: 'assistant' as const, model: 'stub', content: { type: 'text' as const, text: 'the model said this' } };
  client.setRequestHandler(CreateMessageRequestSchema, () => answer);
  await eventually(async () => expect((await client.listResources()).resources.length).toBeGreaterThan(0));
});
afterAll(() => stack.disposeAsync());

async function lastRecords(count: number): Promise<AuditRecord[]> {
  const page = (await broker.api('audit.search', { app: 'cursor', limit: count })) as { records: AuditRecord[] };
  return page.records.toReversed();
}

describe('what flows besides tool calls', () => {
  it('leaves a record: a resource that was read', async () => {
    const { resources } = await client.listResources();
    const uri = resources[0]?.uri ?? '';
    await client.readResource({ uri });
    expect(await lastRecords(1)).toMatchObject([
      {
        kind: 'resource.read',
        app: 'cursor',
        server: 'everything',
        status: 'ok',
        arguments: JSON.stringify({ uri }),
        detail: '1 contents',
      },
    ]);
  });

  it('leaves a record: a prompt that was fetched', async () => {
    const { prompts } = await client.listPrompts();
    const plain = prompts.find((prompt) => (prompt.arguments ?? []).length === 0)?.name ?? '';
    await client.getPrompt({ name: plain });
    expect(await lastRecords(1)).toMatchObject([{ kind: 'prompt.get', status: 'ok', detail: '1 messages' }]);
  });

  it('leaves a record: a server that used the app’s model, with the call that it was for', async () => {
    const call = { name: 'everything_trigger_sampling_request', arguments: { prompt: 'hello', maxTokens: 10 } };
    await client.callTool(call);
    const [asked, outcome] = await lastRecords(2);
    expect(asked).toMatchObject({ kind: 'sampling.asked', server: 'everything', status: 'ok', detail: 'answered by stub' });
    expect(outcome).toMatchObject({ kind: 'call.outcome', callId: asked?.callId });
    expect(JSON.stringify(asked)).not.toContain('the model said this');
  });

  it('stops with "Pause all tools", and says so', async () => {
    await broker.api('broker.pause', { paused: true });
    await expect(client.readResource({ uri: 'demo://resource/static/document/features.md' })).rejects.toThrow(/paused/);
    const { prompts } = await client.listPrompts();
    await expect(client.getPrompt({ name: prompts[0]?.name ?? '', arguments: {} })).rejects.toThrow(/paused/);
    expect((await lastRecords(1))[0]).toMatchObject({ kind: 'prompt.get', status: 'denied', code: 'paused' });
    await broker.api('broker.pause', { paused: false });
  });
});
