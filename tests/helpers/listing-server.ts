import type { UpstreamConnection } from '../../main/upstreams/upstream.ts';
import type { JsonObject } from '../../main/wire/frame.ts';

export interface ListingServer {
  readonly connection: UpstreamConnection;
  /** Every request that it got, with its cursor. */
  readonly asked: string[];
}

/** A connection to a server that answers with `answer`, by method and cursor; what it throws is the error of the request. */
export function listingServer(
  answer: (method: string, cursor: string | undefined) => JsonObject | Promise<JsonObject>,
  capabilities: JsonObject = { tools: {} },
  server = 'demo',
): ListingServer {
  const asked: string[] = [];
  const connection: UpstreamConnection = {
    server,
    era: 'legacy',
    hello: { capabilities, serverInfo: { name: 'demo-server', version: '1' }, instructions: null, extras: {} },
    request: async (method, params) => {
      const cursor = params?.['cursor'];
      asked.push(cursor === undefined ? method : `${method} ${JSON.stringify(cursor)}`);
      return answer(method, typeof cursor === 'string' ? cursor : undefined);
    },
    notify: () => undefined,
    subscribe: () => Promise.resolve({}),
    unsubscribe: () => Promise.resolve({}),
  };
  return { connection, asked };
}
