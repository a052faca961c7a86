import { latestLegacyVersion, legacyVersions } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isObject } from '../wire/parse-frame.ts';

export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
}

/** What a server said about itself in its answer to initialize. */
export interface ServerHello {
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | null;
}

/** The legacy handshake. Promises nothing to the server that nobody behind us keeps, so `capabilities` is empty. */
export async function shakeHands(
  peer: JsonRpcPeer,
  client: ClientIdentity,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<ServerHello> {
  const params = { protocolVersion: latestLegacyVersion, capabilities: {}, clientInfo: { ...client } };
  const { protocolVersion, capabilities, serverInfo, instructions } = await peer.request('initialize', params, limits);
  if (!legacyVersions.some((version) => version === protocolVersion)) {
    throw new Error(`it speaks the protocol version ${JSON.stringify(protocolVersion)}, which Patchbay does not know`);
  }
  peer.notify('notifications/initialized');
  return {
    capabilities: isObject(capabilities) ? capabilities : {},
    serverInfo: isObject(serverInfo) ? serverInfo : {},
    instructions: typeof instructions === 'string' ? instructions : null,
  };
}
