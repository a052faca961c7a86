import { legacyTool } from '../protocol/era-results.ts';
import type { Era } from '../protocol/versions.ts';
import { pageOf } from '../protocol/page.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonValue } from '../wire/frame.ts';
import type { AppRequest, Desk, Route } from './app-request.ts';
import type { AppView } from './app-view.ts';
import { offeredCapabilities } from './offered-capabilities.ts';
import type { AnnouncedList } from './shown-lists.ts';

/** Definitions per page. Large, because some clients read the first page only. */
const pageSize = 250;

export const listTools = listing('tools', 'tools', ({ definitions }, era) =>
  era === 'legacy' ? definitions.map(legacyTool) : definitions,
);
export const listPrompts = listing('prompts', 'prompts', (view) => view.prompts);
export const listResources = listing('resources', 'resources', (view) => view.resources);
export const listTemplates = listing('resourceTemplates', 'resources', (view) => view.resourceTemplates);

/** `member`: of the answer. */
function listing(member: string, announced: AnnouncedList, definitions: (view: AppView, era: Era) => readonly JsonValue[]): Route {
  return async ({ method, params, era }: AppRequest, desk: Desk) => {
    if (params['cursor'] === undefined) await desk.around.listed({ app: desk.app, kind: announced });
    if (offeredCapabilities(desk, era)[announced] === undefined)
      throw new JsonRpcError(methodNotFound, `Method not found: ${method}: no server of this app has ${announced}.`);
    const page = pageOf(definitions(desk.around.view(desk.app), era), params['cursor'], pageSize, member);
    // A modern app hears of changes where it listens, and nowhere else.
    if (era === 'legacy') desk.lists.shown(announced);
    return { [member]: page.items, ...(page.nextCursor !== null && { nextCursor: page.nextCursor }) };
  };
}
