import type { CatalogTool } from '../catalog/tool.ts';
import type { JsonObject } from '../wire/frame.ts';
import { defaultSearchLimit, readInput, searchInput } from './facade-input.ts';
import { answer, type FacadeParts, type FacadeView, nearestVisible, requireServer } from './facade-view.ts';

const summaryLength = 160;

/**
 * `search_tools`: ranked `{name, server, summary, risk}`, how many matched in all, and what was left out and why. Starts no server.
 * @throws NamedError `invalid_arguments`.
 */
export function searchTools(given: JsonObject, view: FacadeView, parts: FacadeParts): JsonObject {
  const { query, limit = defaultSearchLimit, server } = readInput('search_tools', searchInput, given);
  if (server !== undefined) requireServer(server, view.servers);
  const servers = server === undefined ? view.servers : [server];
  const { matches, total } = parts.catalog.search(query, { servers, limit, isHidden: parts.isHidden });
  const leftOut = [...beyondLimit(total, limit), ...unlisted(servers, parts)];
  return answer({
    matches: matches.map(({ tool }) => matchOf(tool, parts)),
    total,
    ...(leftOut.length > 0 && { leftOut }),
    ...(total === 0 && { hint: hintFor(query, { ...view, servers }, parts) }),
  });
}

function matchOf(tool: CatalogTool, parts: FacadeParts): JsonObject {
  return { name: tool.qualifiedName, server: tool.server, summary: summaryOf(tool), risk: parts.risk(tool).risk };
}

/** The first sentence of the description, on one line. */
function summaryOf(tool: CatalogTool): string {
  const { title, description } = tool.definition;
  const texts = [description, title]
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, 2_000).replace(/\s+/g, ' ').trim());
  const line = texts.find((text) => text !== '') ?? '';
  const sentence = /^.*?[.!?](?=\s)/.exec(line)?.[0] ?? line;
  return sentence.length > summaryLength ? `${sentence.slice(0, summaryLength - 1).toWellFormed()}…` : sentence;
}

function beyondLimit(total: number, limit: number): string[] {
  return total > limit ? [`${total - limit} more match: raise limit (now ${limit}, at most 50) or say more`] : [];
}

function unlisted(servers: readonly string[], parts: FacadeParts): string[] {
  const unknown = servers.filter((server) => !parts.catalog.knows(server));
  return unknown.map((server) => `server ${server}: its tools are not known yet, because it never ran; see status`);
}

function hintFor(query: string, view: FacadeView, parts: FacadeParts): string {
  const nearest = nearestVisible(query, view, parts);
  const names = nearest.length > 0 ? ` The nearest names: ${nearest.join(', ')}.` : '';
  const servers = view.servers.length > 0 ? ` Searched: ${view.servers.join(', ')}.` : ' No server is set up for this app.';
  return `Nothing matches.${names}${servers} Try other words, or an empty query to list everything.`;
}
