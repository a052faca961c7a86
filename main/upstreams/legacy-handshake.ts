import { extrasOf } from '../protocol/extras.ts';
import { latestLegacyVersion, legacyVersions } from '../protocol/versions.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import type { ServerHello } from './server-hello.ts';

/** Initialize. Promises to the server exactly what somebody behind us keeps. */
export async function initialize(
  peer: JsonRpcPeer,
  { clientInfo, declared }: ConnectionSurroundings,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<ServerHello> {
  const params = { protocolVersion: latestLegacyVersion, capabilities: declared, clientInfo: { ...clientInfo } };
  const result = await peer.request('initialize', params, limits);
  const { protocolVersion, capabilities, serverInfo, instructions } = result;
  if (!legacyVersions.some((version) => version === protocolVersion)) {
    throw new Error(`it speaks the protocol version ${JSON.stringify(protocolVersion)}, which Patchbay does not know`);
  }
  peer.notify('notifications/initialized');
  return {
    capabilities: isObject(capabilities) ? capabilities : {},
    serverInfo: isObject(serverInfo) ? serverInfo : {},
    instructions: typeof instructions === 'string' ? instructions : null,
    extras: extrasOf(result, ['protocolVersion', 'capabilities', 'serverInfo', 'instructions']),
  };
}
