import { LineClient } from './line-client.ts';
import { everything } from './programs.ts';
import type { Target } from './target.ts';

/** The floor: the server itself, with nothing between. */
export async function direct(): Promise<Target> {
  const connect = (): Promise<LineClient> => LineClient.connect({ command: process.execPath, args: everything });
  const client = await connect();
  return {
    name: 'direct',
    link: 'stdio',
    client,
    connect,
    echo: (message) => ({ name: 'echo', arguments: { message } }),
    memory: () => [],
    [Symbol.asyncDispose]: () => client.close(),
  };
}
