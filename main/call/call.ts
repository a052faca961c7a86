import { randomUUID } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { decide, type Decision } from '../policy/decide.ts';
import type { JsonObject } from '../wire/frame.ts';
import { askPerson } from './ask-person.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';
import { CallTrail } from './call-trail.ts';

/**
 * One `tools/call`: resolve, decide, record the intent, ask, forward, record the outcome (architecture.md, "One tools/call").
 * Returns the server's result untouched. Every end stands in the log before the app hears of it.
 * @throws NamedError for everything that Patchbay refuses, JsonRpcError exactly as the server sent it.
 */
export async function callTool(request: CallRequest, around: CallSurroundings): Promise<JsonObject> {
  const trail = new CallTrail(randomUUID(), request, around.log);
  try {
    const tool = resolve(request, around);
    const decision = consider(tool, request, around, trail);
    await trail.intent();
    if (decision.outcome === 'ask') await askPerson(tool, scopeOf(tool, request, around), { request, around, trail });
    const result = await forward(tool, request, around);
    await trail.answered(result);
    return result;
  } catch (error) {
    await trail.failed(error);
    throw error;
  }
}

function resolve(request: CallRequest, around: CallSurroundings): CatalogTool {
  const tool = around.catalog.find(request.tool);
  if (tool === undefined || around.isHidden(tool)) throw toolNotFound(request, around);
  if (!request.visibleServers.includes(tool.server)) {
    throw new NamedError('not_visible', `The tool ${request.tool} isn't among those that this app may use.`);
  }
  const fault = around.checkArguments(tool, request.arguments);
  if (fault !== null) throw new NamedError('invalid_arguments', fault, { tool: request.tool });
  return tool;
}

function toolNotFound(request: CallRequest, around: CallSurroundings): NamedError {
  const nearest = around.catalog.nearest(request.tool, request.visibleServers, 3);
  const hint = nearest.length > 0 ? `The nearest names are ${nearest.join(', ')}.` : 'Use search_tools to find one.';
  return new NamedError('tool_not_found', `There is no tool called ${JSON.stringify(request.tool)}. ${hint}`, { nearest });
}

function consider(tool: CatalogTool, request: CallRequest, around: CallSurroundings, trail: CallTrail): Decision {
  const { risk } = around.risk(tool);
  const remembered = around.remembered.find(request.session, scopeOf(tool, request, around));
  const decision = decide({ risk, paused: around.isPaused(), remembered });
  trail.decided(tool.server, risk, decision);
  if (decision.outcome === 'deny') throw new NamedError('paused', 'The person paused all tools. Wait until they are resumed in Patchbay.');
  return decision;
}

function scopeOf(tool: CatalogTool, request: CallRequest, around: CallSurroundings): AnswerScope {
  return {
    app: request.app,
    server: tool.server,
    serverFingerprint: around.serverFingerprint(tool.server),
    tool: tool.definition.name,
    definitionHash: tool.hash,
  };
}

async function forward(tool: CatalogTool, request: CallRequest, around: CallSurroundings): Promise<JsonObject> {
  const connection = await around.upstreams.connect(tool.server, request.signal);
  refuseChangedTool(tool, around);
  if (around.isPaused()) throw new NamedError('paused', 'The person paused all tools while this call waited.');
  const params = { name: tool.definition.name, arguments: request.arguments, ...(request.meta && { _meta: request.meta }) };
  return connection.request('tools/call', params, {
    signal: request.signal,
    timeoutMs: around.callTimeout(tool),
    ...(request.onProgress && { onProgress: request.onProgress }),
  });
}

/** Starting a server lists its tools anew; a yes for the old definition doesn't cover a new one. */
function refuseChangedTool(tool: CatalogTool, around: CallSurroundings): void {
  if (around.catalog.find(tool.qualifiedName)?.hash === tool.hash) return;
  throw new NamedError(
    'quarantined',
    `The server changed what ${tool.qualifiedName} is since it was looked up. Describe it again, then call again.`,
  );
}
