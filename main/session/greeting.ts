import { modernVersions, negotiateVersion } from '../protocol/versions.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import { offeredCapabilities } from './offered-capabilities.ts';

/** The legacy handshake. */
export async function initialize({ params }: AppRequest, desk: Desk): Promise<JsonObject> {
  await desk.around.listed();
  const { protocolVersion: requested, capabilities, clientInfo } = params;
  const protocolVersion = negotiateVersion(requested);
  desk.facts.initialized(protocolVersion, isObject(capabilities) ? capabilities : {}, clientInfo);
  const said = {
    protocolVersion,
    capabilities: offeredCapabilities(desk, 'legacy'),
    serverInfo: { ...desk.around.serverInfo },
    instructions: desk.around.instructions(desk.app),
  };
  return withExtras(said, desk);
}

/** What the modern era has instead: nothing is agreed on, it only tells. */
export async function discover(_request: AppRequest, desk: Desk): Promise<JsonObject> {
  await desk.around.listed();
  const said = {
    supportedVersions: [...modernVersions],
    capabilities: offeredCapabilities(desk, 'modern'),
    instructions: desk.around.instructions(desk.app),
  };
  return withExtras(said, desk);
}

/** What the only server says of itself beside that. */
function withExtras(said: JsonObject, { app, around }: Desk): JsonObject {
  const extras = around.view(app).extras();
  return spelledAs({ ...extras, ...said }, extras);
}
