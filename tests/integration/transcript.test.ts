import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { BrokerProcess, programs, temporaryHome } from '../helpers/broker-process.ts';
import { known } from '../helpers/known-servers.ts';
import { type Program, RawClient } from '../helpers/raw-client.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

type Json = Record<string, unknown>;
type Step = readonly [method: string, params: Json];

const answers = {
  'elicitation/create': { action: 'accept', content: { color: 'red' } },
  'sampling/createMessage': { model: 'm', role: 'assistant', content: { type: 'text', text: 'Paris' }, 'x-unknown': 1 },
  'roots/list': { roots: [{ uri: 'file:///work', name: 'work', _meta: { 'com.example/x': 1 } }] },
};
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} };
const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'com.example/unknown': { deep: [1] } };

const calls: readonly Step[] = [
  ['tools/list', {}],
  ['tools/call', { name: 'greet', arguments: { name: 'you' }, _meta: trace }],
  ['tools/call', { name: 'count', arguments: {}, _meta: { progressToken: 0 } }],
  ['tools/call', { name: 'count', arguments: {}, _meta: { progressToken: 'a token', ...trace } }],
  ['tools/call', { name: 'greet', arguments: { name: 7 } }],
  ['prompts/list', {}],
  ['prompts/get', { name: 'hello', arguments: { color: 'red' } }],
  ['resources/list', {}],
  ['resources/templates/list', {}],
  ['resources/read', { uri: 'note://one' }],
  ['resources/read', { uri: 'note://other', _meta: trace }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'hello' }, argument: { name: 'color', value: 'gr' } }],
];
const legacyOnly: readonly Step[] = [
  ['ping', {}],
  ['logging/setLevel', { level: 'debug' }],
  ...['ask_form', 'ask_url', 'ask_model', 'ask_roots'].map((name) => ['tools/call', { name, arguments: {} }] as const),
];

const fixture = (era: string): Program => ({
  command: process.execPath,
  args: [fileURLToPath(new URL(`../fixtures/servers/features/${era}.ts`, import.meta.url))],
});

const tools = Object.fromEntries(
  ['greet', 'count', 'ask_form', 'ask_url', 'ask_model', 'ask_roots'].map((name) => [name, { risk: 'read' }]),
);

async function through(program: Program): Promise<Program> {
  const servers = { features: { ...program, prefix: '', tools } };
  const home = stack.use(await temporaryHome(JSON.stringify({ version: 1, servers, profiles: { default: { exposure: 'full' } } })));
  await known(stack.use(await BrokerProcess.start(home.folder)));
  return { command: process.execPath, args: [programs.shim, '--app', 'cli'], env: { PATCHBAY_HOME: home.folder } };
}

/** Everything that the client heard while it made these calls one after the other. Ids of questions are the sender's own. */
async function transcript(
  program: Program,
  hello: ((client: RawClient) => Promise<unknown>) | null,
  steps: readonly Step[],
): Promise<Json[]> {
  await using client = new RawClient(program, answers);
  await hello?.(client);
  const before = client.heard.length;
  for (const [index, [method, params]] of steps.entries()) await client.request(index, method, params);
  return client.heard.slice(before).map((message) => ('method' in message && 'id' in message ? { ...message, id: 'theirs' } : message));
}

describe('the same script', () => {
  it('reads the same directly and through Patchbay in the legacy era', async () => {
    const hello = (client: RawClient) => client.hello(capabilities);
    const steps = [...calls, ...legacyOnly];
    const direct = await transcript(fixture('legacy'), hello, steps);
    expect(await transcript(await through(fixture('legacy')), hello, steps)).toEqual(direct);
  });

  it('reads the same directly and through Patchbay in the modern era, but for who answered', async () => {
    const envelope = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    // A step's `_meta` is an object where it has one.
    const steps = [...calls, ...legacyOnly.slice(2)].map(([method, params]): Step => {
      return [method, { ...params, _meta: { ...envelope, ...(params['_meta'] as Json | undefined) } }];
    });
    const direct = await transcript(fixture('modern'), null, steps);
    expect((await transcript(await through(fixture('modern')), null, steps)).map(withoutHop)).toEqual(direct.map(withoutHop));
  });
});

/** Who answered, and for how long a list is fresh, is each hop's own to say. */
function withoutHop(message: Json): Json {
  // A result is an object where there is one.
  const result = message['result'] as (Json & { _meta?: Json }) | undefined;
  if (result === undefined) return message;
  const { ttlMs: _ttl, cacheScope: _scope, _meta, ...rest } = result;
  const { 'io.modelcontextprotocol/serverInfo': _info, ...meta } = _meta ?? {};
  return { ...message, result: { ...rest, _meta: meta } };
}
