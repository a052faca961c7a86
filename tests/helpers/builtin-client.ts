import type { Channel } from '../../main/wire/channel.ts';
import type { JsonObject } from '../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../main/wire/json-rpc-peer.ts';

export interface ToolAnswer {
  readonly isError: boolean;
  /** All text blocks, one after the other. */
  readonly text: string;
  readonly content: readonly JsonObject[];
}

/** A client of a server that is reached through a channel. */
export class BuiltinClient implements AsyncDisposable {
  readonly peer: JsonRpcPeer;

  constructor(channel: Channel) {
    this.peer = new JsonRpcPeer(
      channel,
      { request: () => Promise.reject(new Error('A built-in server asks nothing.')), notification: () => undefined },
      { role: 'client' },
    );
    this.peer.start();
  }

  async call(name: string, given: JsonObject = {}): Promise<ToolAnswer> {
    const result = await this.peer.request('tools/call', { name, arguments: given });
    const content = result['content'] as readonly JsonObject[];
    const texts = content.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
    return { isError: result['isError'] === true, text: texts.join('\n'), content };
  }

  /** The answer of a call that works, as JSON. */
  async json(name: string, given: JsonObject = {}): Promise<JsonObject> {
    const { isError, text } = await this.call(name, given);
    if (isError) throw new Error(text);
    return JSON.parse(text) as JsonObject;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.peer.close();
  }
}
