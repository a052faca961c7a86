import { extrasOf } from '../protocol/extras.ts';
import { metaKeys } from '../protocol/meta-keys.ts';
import { type Envelope, withEnvelope } from '../protocol/modern-envelope.ts';
import { JsonRpcError, unsupportedVersion } from '../wire/error-numbers.ts';
import type { JsonRpcPeer } from '../wire/json-rpc-peer.ts';
import type { JsonObject } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { ServerHello } from './server-hello.ts';
import { failureOfDiscover, requireModern } from './not-modern.ts';

/**
 * `server/discover`. Throws `NotModern` where what the server does shows that it is of the legacy era. A server that refuses the version and
 * names it among those it speaks is asked once more (2026-07-28 transports, "Protocol Version Header").
 */
export async function discover(
  peer: JsonRpcPeer,
  envelope: Envelope,
  { hasProcess, ...limits }: { timeoutMs: number; signal: AbortSignal; hasProcess: boolean },
): Promise<ServerHello> {
  const ask = () =>
    peer.request('server/discover', withEnvelope(undefined, envelope), limits).catch((error: unknown) => {
      throw limits.signal.aborted ? error : failureOfDiscover(error, hasProcess);
    });
  const result = await ask().catch((error: unknown) => {
    if (error instanceof JsonRpcError && error.code === unsupportedVersion) return ask();
    throw error;
  });
  requireModern(result);
  const { capabilities, instructions } = result;
  return {
    capabilities: isObject(capabilities) ? capabilities : {},
    serverInfo: serverInfoOf(result),
    instructions: typeof instructions === 'string' ? instructions : null,
    extras: extrasOf(result, ['supportedVersions', 'capabilities', 'serverInfo', 'instructions']),
  };
}

function serverInfoOf(result: JsonObject): JsonObject {
  const meta = result['_meta'];
  const named = isObject(meta) ? meta[metaKeys.serverInfo] : undefined;
  const info = named ?? result['serverInfo'];
  return isObject(info) ? info : {};
}
