import { latestLegacyVersion, legacyVersions } from '../protocol/versions.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { ConnectionSurroundings, ServerHello } from './connection-surroundings.ts';

/** Initialize. Promises to the server exactly what somebody behind us keeps. */
export async function initialize(
  peer: JsonRpcPeer,
  { clientInfo, declared }: ConnectionSurroundings,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<ServerHello> {
  const params = { protocolVersion: latestLegacyVersion, capabilities: declared, clientInfo: { ...clientInfo } };
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
