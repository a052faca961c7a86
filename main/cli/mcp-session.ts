import { NamedError } from '../../contract/errors.ts';
import { latestLegacyVersion } from '../protocol/versions.ts';
import type { Channel } from '../wire/channel.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isObject } from '../wire/parse-frame.ts';

/** The facade tool that reaches every tool that isn't shown itself. */
const callTool = 'call_tool';

/** The built-in app `cli`: an MCP session like that of any other app. */
export class McpSession implements AsyncDisposable {
  readonly #peer: JsonRpcPeer;

  private constructor(channel: Channel) {
    const request = ({ method }: { readonly method: string }): Promise<never> =>
      Promise.reject(new JsonRpcError(methodNotFound, `The command line has no method ${method}.`));
    this.#peer = new JsonRpcPeer(channel, { request, notification: () => undefined }, { role: 'client', otherSide: 'Patchbay' });
    this.#peer.start();
  }

  static async begin(channel: Channel, version: string): Promise<McpSession> {
    const session = new McpSession(channel);
    const clientInfo = { name: 'patchbay-cli', version };
    await session.#peer.request('initialize', { protocolVersion: latestLegacyVersion, capabilities: {}, clientInfo });
    session.#peer.notify('notifications/initialized');
    return session;
  }

  /** Calls the tool by the name that is shown for it, or through the facade as `server.tool`. */
  async call(tool: string, given: JsonObject): Promise<JsonObject> {
    const isShown = (await this.#shownTools()).includes(tool);
    const params = isShown ? { name: tool, arguments: given } : { name: callTool, arguments: { name: tool, arguments: given } };
    return this.#peer.request('tools/call', params);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#peer.close();
  }

  async #shownTools(): Promise<JsonValue[]> {
    const names: JsonValue[] = [];
    let cursor: JsonValue | undefined;
    do {
      const page = await this.#peer.request('tools/list', cursor === undefined ? {} : { cursor });
      const { tools, nextCursor } = page;
      if (!Array.isArray(tools)) throw new NamedError('internal', 'Patchbay answered tools/list without tools.');
      names.push(...tools.map((tool: JsonValue) => (isObject(tool) ? (tool['name'] ?? null) : null)));
      cursor = nextCursor;
    } while (cursor !== undefined);
    return names;
  }
}
