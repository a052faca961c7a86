import { NamedError } from '../../contract/errors.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';

/** The tool that an app means. @throws NamedError `tool_not_found` or `not_visible`. */
export function resolveTool(request: CallRequest, around: CallSurroundings): CatalogTool {
  const tool = around.catalog.find(request.tool);
  if (tool === undefined) throw toolNotFound(request, around);
  refuseUnseenTool(tool, request, around);
  return tool;
}

/** @throws NamedError `invalid_arguments`, with words that help to mend them. */
export function refuseUnfitArguments(tool: CatalogTool, request: CallRequest, around: CallSurroundings): void {
  const fault = around.checkArguments(tool, request.arguments);
  if (fault !== null) throw new NamedError('invalid_arguments', fault, { tool: request.tool });
}

/** @throws NamedError `tool_not_found` or `not_visible`: also what was seen a moment ago may be hidden by now. */
export function refuseUnseenTool(tool: CatalogTool, request: CallRequest, around: CallSurroundings): void {
  if (around.isHidden(tool)) throw toolNotFound(request, around);
  if (request.visibleServers().includes(tool.server)) return;
  throw new NamedError('not_visible', `The tool ${request.tool} isn't among those that this app may use.`);
}

function toolNotFound(request: CallRequest, around: CallSurroundings): NamedError {
  const nearest = around.catalog.nearest(request.tool, request.visibleServers(), 3, around.isHidden);
  const hint = nearest.length > 0 ? `The nearest names are ${nearest.join(', ')}.` : 'Use search_tools to find one.';
  return new NamedError('tool_not_found', `There is no tool called ${JSON.stringify(request.tool)}. ${hint}`, { nearest });
}
