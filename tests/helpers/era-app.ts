import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { programs } from './broker-process.ts';

export const eras = ['legacy', 'modern'] as const;
export type AppEra = (typeof eras)[number];

export interface EraApp extends AsyncDisposable {
  readonly client: Client;
  /** What it was asked, in words. */
  readonly asked: readonly string[];
}

export const answering = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };

/** The SDK's client of the second generation, in one of its eras, through the real shim. It answers what it declares. */
export async function connectEra(home: string, era: AppEra, capabilities: object = answering): Promise<EraApp> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [programs.shim, '--app', 'cli'],
    env: { PATH: process.env['PATH'] ?? '', PATCHBAY_HOME: home },
    stderr: 'inherit',
  });
  const mode = era === 'modern' ? { pin: '2026-07-28' } : era;
  const client = new Client({ name: 'test-app', version: '1.0.0' }, { capabilities, versionNegotiation: { mode } });
  const asked = capabilities === answering ? answerEverything(client) : [];
  await client.connect(transport);
  return { client, asked, [Symbol.asyncDispose]: () => client.close() };
}

function answerEverything(client: Client): string[] {
  const asked: string[] = [];
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return { action: 'accept', content: { name: 'Ada', color: 'green', context: 'tests' } };
  });
  client.setRequestHandler('sampling/createMessage', () => {
    asked.push('sampling');
    return { model: 'test', role: 'assistant', content: { type: 'text', text: 'sampled' } };
  });
  client.setRequestHandler('roots/list', () => {
    asked.push('roots');
    return { roots: [{ uri: 'file:///work-of-the-app' }] };
  });
  return asked;
}
