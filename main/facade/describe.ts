import { NamedError } from '../../contract/errors.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { describeInput, readInput } from './facade-input.ts';
import { answer, type FacadeParts, type FacadeView, findVisible } from './facade-view.ts';

/**
 * `describe_tool`: the definition as its server gave it, under the name to call it by, with its server and its risk. Of several names,
 * those that can't be found are told beside the others.
 * @throws NamedError `invalid_arguments`; for a single name also `tool_not_found` and `not_visible`.
 */
export function describeTool(given: JsonObject, view: FacadeView, parts: FacadeParts): JsonObject {
  const { name, names } = readInput('describe_tool', describeInput, given);
  if (name !== undefined && names === undefined) return answer(describe(findVisible(name, view, parts), parts));
  if (names === undefined || name !== undefined) throw new NamedError('invalid_arguments', 'describe_tool: give either name or names.');
  return answer({ tools: names.map((one) => describeOrExplain(one, view, parts)) });
}

function describe(tool: CatalogTool, parts: FacadeParts): JsonObject {
  const { risk, reason } = parts.risk(tool);
  // Pictures are for people.
  const { icons: _icons, ...definition } = tool.definition;
  return spelledAs({ ...definition, name: tool.qualifiedName, server: tool.server, risk, riskReason: reason }, tool.definition);
}

function describeOrExplain(name: string, view: FacadeView, parts: FacadeParts): JsonObject {
  try {
    return describe(findVisible(name, view, parts), parts);
  } catch (error) {
    if (error instanceof NamedError) return { name, error: error.code, message: error.message };
    throw error;
  }
}
