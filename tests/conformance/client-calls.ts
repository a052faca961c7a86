import type { Client } from '@modelcontextprotocol/client';

type Arguments = Record<string, unknown>;

/** What the suite tells a client about its scenario, in `MCP_CONFORMANCE_CONTEXT`. */
export interface Context {
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Arguments }[];
}

const call = (client: Client, name: string, given: Arguments = {}) => client.callTool({ name, arguments: given });

/** What an app must do in each scenario for clients; nothing but a hello in the others. */
export const scenarioCalls: Readonly<Record<string, (client: Client, context: Context) => Promise<unknown>>> = {
  initialize: (client) => client.listTools(),
  tools_call: (client) => call(client, 'add_numbers', { a: 5, b: 3 }),
  'elicitation-sep1034-client-defaults': (client) => call(client, 'test_client_elicitation_defaults'),
  'sse-retry': (client) => call(client, 'test_reconnection'),
  'request-metadata': (client) => client.listTools(),
  'sep-2322-client-request-state': async (client) => {
    await call(client, 'test_mrtr_echo_state');
    await call(client, 'test_mrtr_unrelated');
    await call(client, 'test_mrtr_no_state');
    await call(client, 'test_mrtr_no_result_type');
  },
  'http-standard-headers': async (client) => {
    for (const { name } of (await client.listTools()).tools) await call(client, name);
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
    for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name });
  },
  'http-custom-headers': async (client, { toolCalls = [] }) => {
    await client.listTools();
    for (const asked of toolCalls) await call(client, asked.name, asked.arguments);
  },
  // An app calls what it is shown: what Patchbay leaves out can't be called.
  'http-invalid-tool-headers': async (client) => {
    for (const { name } of (await client.listTools()).tools)
      await call(client, name, { region: 'r', value: 'v', field1: 'a', field2: 'b' });
  },
  'json-schema-ref-no-deref': (client) => client.listTools(),
  'json-schema-2020-12-preservation': async (client) => {
    const { tools } = await client.listTools();
    await call(client, 'json_schema_echo', { schema: tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema });
  },
};
