// What the suite starts to test Patchbay as a client: it has appended the URL of its own server, and says in the environment which scenario it
// plays. An app behind the shim of a throw-away Patchbay makes the calls.
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Context, scenarioCalls } from './client-calls.ts';
import { startPatchbay } from './patchbay.ts';

const reading = [
  'add_numbers',
  'test_client_elicitation_defaults',
  'test_reconnection',
  ...['echo_state', 'no_state', 'unrelated', 'no_result_type'].map((name) => `test_mrtr_${name}`),
  'test_headers',
  'my-hyphenated-tool',
  'test_custom_headers',
  'test_custom_headers_null',
  'valid_tool',
  'json_schema_echo',
];

async function main(url: string, scenario: string, version: string): Promise<void> {
  await using patchbay = await startPatchbay({ url }, reading);
  const client = new Client(
    { name: 'conformance-app', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} }, sampling: {}, roots: {} },
      versionNegotiation: { mode: version === '2026-07-28' ? 'auto' : 'legacy' },
    },
  );
  client.setRequestHandler('elicitation/create', ({ params }) => {
    const properties = 'requestedSchema' in params ? params.requestedSchema.properties : {};
    const content = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, 'default' in property ? (property.default ?? '') : true]),
    );
    return { action: 'accept', content };
  });
  client.setRequestHandler('roots/list', () => ({ roots: [] }));
  const { command, args, env = {} } = patchbay.shim;
  await client.connect(
    new StdioClientTransport({ command, args: [...args], env: { PATH: process.env['PATH'] ?? '', ...env }, stderr: 'inherit' }),
  );
  try {
    // The suite writes it.
    await scenarioCalls[scenario]?.(client, JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Context);
  } finally {
    await client.close();
  }
}

const [url = ''] = process.argv.slice(2);
await main(url, process.env['MCP_CONFORMANCE_SCENARIO'] ?? '', process.env['MCP_CONFORMANCE_PROTOCOL_VERSION'] ?? '');
