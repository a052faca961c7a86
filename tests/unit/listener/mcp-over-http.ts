import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppKeys } from '../../../main/listener/app-keys.ts';
import { httpToken } from '../../../main/listener/http-keys.ts';
import { McpOverHttp } from '../../../main/listener/http-mcp.ts';
import { LoopbackServer } from '../../../main/listener/http-server.ts';
import type { Arrival } from '../../../main/listener/socket-listener.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { HttpApp } from '../../helpers/http-app.ts';

/** The endpoint at a port of its own; `accept` is what stands behind it. */
export async function mcpOverHttp(
  accept: (arrival: Arrival) => void,
  inputSchema: (app: string, tool: string) => JsonObject | null = () => null,
): Promise<{ app: (name?: string) => Promise<HttpApp>; keys: AppKeys; mcp: McpOverHttp; connections: () => number } & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-http-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const keys = new AppKeys(folder);
  const unexpected = (error: unknown): never => {
    throw error;
  };
  const mcp = new McpOverHttp(keys, { maxBytes: 1024 * 1024 }, { accept, inputSchema, refused: () => undefined, unexpected });
  const open = new Set<unknown>();
  const server = stack.use(
    await LoopbackServer.listen(0, (request, response) => {
      open.add(response);
      response.on('close', () => open.delete(response));
      void mcp.handle(request, response);
    }),
  );
  stack.use(mcp);
  const app = async (name = 'editor'): Promise<HttpApp> => new HttpApp(server.port, httpToken(name, await keys.mint(name)));
  return { app, keys, mcp, connections: () => open.size, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
