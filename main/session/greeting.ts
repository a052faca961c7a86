import { modernVersions, negotiateVersion } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import { offeredCapabilities } from './offered-capabilities.ts';

/** The legacy handshake. */
export async function initialize({ params }: AppRequest, desk: Desk): Promise<JsonObject> {
  await desk.around.listed();
  const { protocolVersion: requested, capabilities, clientInfo } = params;
  const protocolVersion = negotiateVersion(requested);
  desk.facts.initialized(protocolVersion, isObject(capabilities) ? capabilities : {}, clientInfo);
  return {
    protocolVersion,
    capabilities: offeredCapabilities(desk, 'legacy'),
    serverInfo: { ...desk.around.serverInfo },
    instructions: desk.around.instructions(desk.app),
  };
}

/** What the modern era has instead: nothing is agreed on, it only tells. */
export async function discover(_request: AppRequest, desk: Desk): Promise<JsonObject> {
  await desk.around.listed();
  return {
    supportedVersions: [...modernVersions],
    capabilities: offeredCapabilities(desk, 'modern'),
    instructions: desk.around.instructions(desk.app),
  };
}
