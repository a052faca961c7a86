import { negotiateVersion } from '../protocol/versions.ts';
import type { Channel } from '../wire/channel.ts';
import { invalidParams, JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue, RequestFrame } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { BuiltinTool } from './builtin-tool.ts';

export interface BuiltinServer {
  readonly name: string;
  readonly title: string;
  readonly instructions: string;
  readonly tools: readonly BuiltinTool[];
}

const version = '1.0.0';

/** Speaks MCP for a server that lives in this process. It ends when the channel does. */
export function serveBuiltin(server: BuiltinServer, channel: Channel): void {
  const tools = new Map(server.tools.map((tool) => [tool.definition.name, tool]));
  const peer = new JsonRpcPeer(channel, {
    async request(frame, { signal }) {
      return frame.method === 'tools/call' ? callTool(tools, frame, signal) : answer(server, frame);
    },
    notification: () => undefined,
  });
  peer.start();
}

function answer(server: BuiltinServer, frame: RequestFrame): JsonObject {
  switch (frame.method) {
    case 'initialize':
      return initialized(server, frame.params?.['protocolVersion']);
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: server.tools.map(({ definition }) => definition) };
    default:
      throw new JsonRpcError(methodNotFound, `Method not found: ${frame.method.slice(0, 100)}`);
  }
}

function initialized({ name, title, instructions }: BuiltinServer, wanted: JsonValue | undefined): JsonObject {
  return {
    protocolVersion: negotiateVersion(wanted),
    capabilities: { tools: {} },
    serverInfo: { name, title, version },
    instructions,
  };
}

async function callTool(tools: ReadonlyMap<string, BuiltinTool>, frame: RequestFrame, signal: AbortSignal): Promise<JsonObject> {
  const { name, arguments: given = {} } = frame.params ?? {};
  const tool = typeof name === 'string' ? tools.get(name) : undefined;
  if (tool === undefined) throw new JsonRpcError(invalidParams, `Unknown tool: ${JSON.stringify(name ?? null).slice(0, 100)}`);
  if (!isObject(given)) throw new JsonRpcError(invalidParams, 'The arguments of a tool are a JSON object.');
  return tool.call(given, signal);
}
