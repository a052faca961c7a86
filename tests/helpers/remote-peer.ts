import { openRemoteServer } from '../../main/upstreams/http/remote-server.ts';
import type { HttpLaunch } from '../../main/upstreams/launch-settings.ts';
import type { LaunchedServer } from '../../main/upstreams/launched-server.ts';
import type { FrameFault } from '../../main/wire/channel.ts';
import type { Frame, JsonObject, RequestId } from '../../main/wire/frame.ts';
import { JsonRpcPeer } from '../../main/wire/json-rpc-peer.ts';
import { latestLegacyVersion } from '../../main/protocol/versions.ts';

/** Our end of a connection to the remote server “docs”, and what came in at it. */
export class RemotePeer implements AsyncDisposable {
  readonly server: LaunchedServer;
  readonly peer: JsonRpcPeer;
  readonly heard: { frame: Frame; about: RequestId | null }[] = [];
  readonly faults: FrameFault[] = [];
  readonly notes: string[] = [];
  renewals = 0;

  constructor(settings: HttpLaunch) {
    this.server = openRemoteServer('docs', settings, { note: (sentence) => this.notes.push(sentence) });
    this.peer = new JsonRpcPeer(
      this.server.channel,
      {
        request: (frame, { about }) => {
          this.heard.push({ frame, about });
          return Promise.resolve({ answered: frame.method });
        },
        notification: (frame, about) => this.heard.push({ frame, about }),
        fault: (fault) => this.faults.push(fault),
        renewed: () => {
          this.renewals += 1;
        },
      },
      { role: 'client', otherSide: 'the server “docs”' },
    );
    this.peer.start();
  }

  /** With the legacy handshake done. */
  static async greet(settings: HttpLaunch): Promise<RemotePeer> {
    const remote = new RemotePeer(settings);
    await remote.peer.request('initialize', {
      protocolVersion: latestLegacyVersion,
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    remote.peer.notify('notifications/initialized');
    return remote;
  }

  get methods(): string[] {
    return this.heard.map(({ frame }) => ('method' in frame ? frame.method : ''));
  }

  /** A request of the modern era. */
  modern(method: string, params: JsonObject = {}, signal?: AbortSignal): Promise<JsonObject> {
    return this.peer.request(method, { ...params, _meta: modernMeta }, signal === undefined ? {} : { signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
  }
}

export const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
};

export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => `it succeeded: ${JSON.stringify(value)}`,
    (error: unknown) => error,
  );
}
