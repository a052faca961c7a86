import { LineClient } from './line-client.ts';
import type { Target } from './target.ts';
import { everything } from './programs.ts';

/** The floor: the server itself, with nothing between. */
export async function direct(): Promise<Target> {
  const client = await LineClient.connect({ command: process.execPath, args: everything });
  return {
    name: 'direct',
    link: 'stdio',
    client,
    echo: (message) => ({ name: 'echo', arguments: { message } }),
    processes: async () => new Map(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
