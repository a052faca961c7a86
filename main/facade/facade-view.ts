import { NamedError } from '../../contract/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { RiskAssessment } from '../policy/risk.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { jsonText } from '../wire/json-text.ts';

/** What the facade needs to know of the app that asks. */
export interface FacadeView {
  /** The servers of its profile. */
  readonly servers: readonly string[];
  /** By the names that the app is shown, or would be. */
  readonly reachable: ReadonlyMap<string, CatalogTool>;
}

export interface FacadeParts {
  readonly catalog: Pick<Catalog, 'search' | 'nearest' | 'find' | 'knows'>;
  readonly risk: (tool: CatalogTool) => RiskAssessment;
  /** The person hid it from all apps. */
  readonly isHidden: (tool: CatalogTool) => boolean;
}

/** A tool's result whose one content is this value as compact JSON. */
export function answer(value: JsonValue): JsonObject {
  return { content: [{ type: 'text', text: jsonText(value) }] };
}

/**
 * The tool that an app means by `server.tool` or by a shown name.
 * @throws NamedError `tool_not_found` with the nearest names, or `not_visible`.
 */
export function findVisible(name: string, view: FacadeView, parts: FacadeParts): CatalogTool {
  const tool = view.reachable.get(name) ?? parts.catalog.find(name);
  if (tool === undefined || parts.isHidden(tool)) throw notFound(name, view, parts);
  if (!view.servers.includes(tool.server))
    throw new NamedError('not_visible', `The tool ${tool.qualifiedName} isn't among those that this app may use.`);
  return tool;
}

function notFound(name: string, view: FacadeView, parts: FacadeParts): NamedError {
  const nearest = nearestVisible(name, view, parts);
  const hint = nearest.length > 0 ? `the nearest names are ${nearest.join(', ')}` : 'search_tools finds tools by what they do';
  return new NamedError('tool_not_found', `There is no tool ${JSON.stringify(name.slice(0, 128))}; ${hint}.`, { nearest });
}

export function nearestVisible(name: string, view: FacadeView, parts: FacadeParts): string[] {
  return parts.catalog
    .nearest(name, view.servers, 10)
    .filter((candidate) => [parts.catalog.find(candidate)].some((tool) => tool !== undefined && !parts.isHidden(tool)))
    .slice(0, 3);
}

/** @throws NamedError `invalid_arguments` that names the servers there are. */
export function requireServer(server: string, servers: readonly string[]): void {
  if (servers.includes(server)) return;
  const choice = servers.length > 0 ? `this app may use ${servers.join(', ')}` : 'this app may use none yet';
  throw new NamedError('invalid_arguments', `There is no server ${JSON.stringify(server.slice(0, 60))}; ${choice}.`);
}
