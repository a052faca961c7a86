import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Program } from './raw-client.ts';

type Answers = Record<'form' | 'url' | 'model' | 'roots', unknown>;

/** What the app behind both SDKs answers when it is asked. */
const answers = {
  form: { action: 'accept' as const, content: { color: 'red' } },
  url: { action: 'accept' as const },
  model: { model: 'a-model', role: 'assistant' as const, content: { type: 'text' as const, text: 'Paris' } },
  roots: { roots: [{ uri: 'file:///home/person/work', name: 'work' }] },
} satisfies Answers;

const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} };
const identity = { name: 'feature-app', version: '1.0.0' };

/** What an app does with a server, by the SDK of its era. */
export interface FeatureClient extends AsyncDisposable {
  call(name: string, given?: Record<string, unknown>): Promise<unknown>;
  /** Calls a tool that tells its progress. */
  count(): Promise<unknown>;
  /** Every tick of progress that has arrived. */
  readonly ticks: readonly unknown[];
  prompt(color: string): Promise<unknown>;
  read(uri: string): Promise<unknown>;
  complete(start: string): Promise<unknown>;
  names(): Promise<Record<string, string[]>>;
}

export async function legacyClient(program: Program): Promise<FeatureClient> {
  const client = new LegacyClient(identity, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => (params.mode === 'url' ? answers.url : answers.form));
  client.setRequestHandler(CreateMessageRequestSchema, () => answers.model);
  client.setRequestHandler(ListRootsRequestSchema, () => answers.roots);
  const transport = new LegacyStdio({ ...program, stderr: 'inherit' });
  await client.connect(transport);
  return {
    ticks: ticksOn(transport),
    call: (name, given = {}) => client.callTool({ name, arguments: given }),
    count: () => client.callTool({ name: 'count', arguments: {} }, undefined, { onprogress: () => undefined }),
    prompt: (color) => client.getPrompt({ name: 'hello', arguments: { color } }),
    read: (uri) => client.readResource({ uri }),
    complete: (value) => client.complete({ ref: { type: 'ref/prompt', name: 'hello' }, argument: { name: 'color', value } }),
    names: async () => ({
      tools: (await client.listTools()).tools.map(({ name }) => name),
      prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
      resources: (await client.listResources()).resources.map(({ uri }) => uri),
      templates: (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

export async function modernClient(program: Program): Promise<FeatureClient> {
  const client = new ModernClient(identity, { capabilities, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setRequestHandler('elicitation/create', ({ params }) => (params.mode === 'url' ? answers.url : answers.form));
  client.setRequestHandler('sampling/createMessage', () => answers.model);
  client.setRequestHandler('roots/list', () => answers.roots);
  const transport = new ModernStdio({ ...program, stderr: 'inherit' });
  await client.connect(transport);
  return {
    ticks: ticksOn(transport),
    call: (name, given = {}) => client.callTool({ name, arguments: given }),
    count: () => client.callTool({ name: 'count', arguments: {} }, { onprogress: () => undefined }),
    prompt: (color) => client.getPrompt({ name: 'hello', arguments: { color } }),
    read: (uri) => client.readResource({ uri }),
    complete: (value) => client.complete({ ref: { type: 'ref/prompt', name: 'hello' }, argument: { name: 'color', value } }),
    names: async () => ({
      tools: (await client.listTools()).tools.map(({ name }) => name),
      prompts: (await client.listPrompts()).prompts.map(({ name }) => name),
      resources: (await client.listResources()).resources.map(({ uri }) => uri),
      templates: (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** As they arrive: the clients of both SDKs drop a tick that comes together with the result. */
function ticksOn(transport: Pick<LegacyStdio | ModernStdio, 'onmessage'>): readonly unknown[] {
  const ticks: unknown[] = [];
  const { onmessage: hear } = transport;
  const note = (message: Parameters<NonNullable<LegacyStdio['onmessage']>>[0]): void => {
    if ('method' in message && message.method === 'notifications/progress') {
      const { progressToken: _token, ...tick } = message.params ?? {};
      ticks.push(tick);
    }
    hear?.(message);
  };
  Object.assign(transport, { onmessage: note });
  return ticks;
}

/** Everything that the servers in `fixtures/servers/features` offer, used once. Errors are part of what comes back. */
export async function featureScript(client: FeatureClient): Promise<Record<string, unknown>> {
  const done: Record<string, unknown> = { names: await client.names() };
  const steps: Record<string, () => Promise<unknown>> = {
    greet: () => client.call('greet', { name: 'you' }),
    count: () => client.count(),
    form: () => client.call('ask_form'),
    url: () => client.call('ask_url'),
    model: () => client.call('ask_model'),
    roots: () => client.call('ask_roots'),
    prompt: () => client.prompt('red'),
    resource: () => client.read('note://one'),
    template: () => client.read('note://other'),
    complete: () => client.complete('gr'),
  };
  for (const [name, step] of Object.entries(steps)) done[name] = essence(await step().catch((error: Error) => ({ failed: error.message })));
  return { ...done, ticks: client.ticks };
}

/** Without what the eras themselves add to a result. */
function essence(result: unknown): unknown {
  // Results and caught errors are objects.
  const { _meta, resultType: _type, ttlMs: _ttl, cacheScope: _scope, ...rest } = result as Record<string, unknown>;
  return rest;
}
