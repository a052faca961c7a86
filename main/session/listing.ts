import { type ListKind, lists } from '../catalog/offer.ts';
import { legacyTool } from '../protocol/era-results.ts';
import type { Era } from '../protocol/versions.ts';
import { pageOf } from '../protocol/page.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import type { AppRequest, Desk, Route } from './app-request.ts';
import type { AppView } from './app-view.ts';
import { offeredCapabilities } from './offered-capabilities.ts';

/** Definitions per page. Large, because some clients read the first page only. */
const pageSize = 250;

export const listTools = listing('tools', ({ definitions }, era) => (era === 'legacy' ? definitions.map(legacyTool) : definitions));
export const listPrompts = listing('prompts', (view) => view.prompts);
export const listResources = listing('resources', (view) => view.resources);
export const listTemplates = listing('resourceTemplates', (view) => view.resourceTemplates);

function listing(kind: ListKind, definitions: (view: AppView, era: Era) => readonly JsonValue[]): Route {
  const { announced } = lists[kind];
  return async ({ method, params, era }: AppRequest, desk: Desk) => {
    if (params['cursor'] === undefined) await desk.around.listed({ app: desk.app, kind: announced });
    if (offeredCapabilities(desk, era)[announced] === undefined)
      throw new JsonRpcError(methodNotFound, `Method not found: ${method}: no server of this app has ${announced}.`);
    const view = desk.around.view(desk.app);
    const page = pageOf(definitions(view, era), params['cursor'], pageSize, kind);
    // A modern app hears of changes where it listens, and nowhere else.
    if (era === 'legacy') desk.lists.shown(announced);
    const extras = view.listExtras(kind);
    return spelledAs({ ...extras, [kind]: page.items, ...(page.nextCursor !== null && { nextCursor: page.nextCursor }) }, extras);
  };
}
