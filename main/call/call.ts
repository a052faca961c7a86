import { randomUUID } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { decide, type Decision } from '../policy/decide.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { askPerson } from './ask-person.ts';
import { CallPatience } from './call-patience.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';
import type { OpenRound, RoundIdentity } from './call-rounds.ts';
import { CallTrail } from './call-trail.ts';

interface ConsideredCall extends BegunCall {
  readonly trail: CallTrail;
  readonly round: OpenRound | null;
}

interface BegunCall {
  readonly request: CallRequest;
  readonly around: CallSurroundings;
}

/**
 * One `tools/call`: resolve, decide, record the intent, ask, forward, record the outcome (architecture.md, "One tools/call").
 * Returns the server's result untouched. Every end stands in the log before the app hears of it.
 * @throws NamedError for everything that Patchbay refuses, JsonRpcError exactly as the server sent it.
 */
export async function callTool(request: CallRequest, around: CallSurroundings): Promise<JsonObject> {
  const trail = new CallTrail(randomUUID(), request, around.log);
  const result = await attempt(request, around, trail).catch(async (error: unknown) => {
    await trail.failed(error);
    throw error;
  });
  await trail.answered(result);
  return result;
}

async function attempt(request: CallRequest, around: CallSurroundings, trail: CallTrail): Promise<JsonObject> {
  const tool = resolve(request, around);
  const scope = scopeOf(tool, request, around);
  const round = openRound(scope, { request, around });
  if (round !== null) trail.continues(round.callId);
  const decision = consider(tool, scope, { request, around, trail, round });
  await trail.intent();
  if (decision.outcome === 'ask') await askPerson(tool, scope, { request, around, trail });
  const result = await forward(tool, scope, { request, around });
  if (result['resultType'] === 'input_required') {
    const approved = decision.outcome === 'ask' || round?.approved === true;
    around.rounds.leave(roundOf(scope, request, result), { callId: trail.firstCallId, approved });
  }
  return result;
}

function openRound(scope: AnswerScope, { request, around }: BegunCall): OpenRound | null {
  const { params } = request;
  if (params === undefined || !('requestState' in params || 'inputResponses' in params)) return null;
  return around.rounds.take(roundOf(scope, request, params));
}

/** `bearer` carries the state: the server's result, or the app's params that answer it. */
function roundOf(scope: AnswerScope, { session, arguments: given }: CallRequest, bearer: JsonObject): RoundIdentity {
  return { session, scope, arguments: given, requestState: bearer['requestState'] };
}

function resolve(request: CallRequest, around: CallSurroundings): CatalogTool {
  const tool = around.catalog.find(request.tool);
  if (tool === undefined) throw toolNotFound(request, around);
  refuseUnseenTool(tool, request, around);
  const fault = around.checkArguments(tool, request.arguments);
  if (fault !== null) throw new NamedError('invalid_arguments', fault, { tool: request.tool });
  return tool;
}

function refuseUnseenTool(tool: CatalogTool, request: CallRequest, around: CallSurroundings): void {
  if (around.isHidden(tool)) throw toolNotFound(request, around);
  if (request.visibleServers().includes(tool.server)) return;
  throw new NamedError('not_visible', `The tool ${request.tool} isn't among those that this app may use.`);
}

function toolNotFound(request: CallRequest, around: CallSurroundings): NamedError {
  const nearest = around.catalog.nearest(request.tool, request.visibleServers(), 3, around.isHidden);
  const hint = nearest.length > 0 ? `The nearest names are ${nearest.join(', ')}.` : 'Use search_tools to find one.';
  return new NamedError('tool_not_found', `There is no tool called ${JSON.stringify(request.tool)}. ${hint}`, { nearest });
}

function consider(tool: CatalogTool, scope: AnswerScope, { request, around, trail, round }: ConsideredCall): Decision {
  const { risk } = around.risk(tool);
  const remembered = around.remembered.find(request.session, scope) ?? (round?.approved === true ? 'round' : null);
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

async function forward(tool: CatalogTool, scope: AnswerScope, { request, around }: BegunCall): Promise<JsonObject> {
  const { signal, caller } = request;
  const connection = await around.upstreams.connect(tool.server, { signal, ...(caller && { caller }) });
  await around.relisted(tool.server);
  refuseUnseenTool(tool, request, around);
  refuseChangedTool(tool, scope, around);
  if (around.isPaused()) throw new NamedError('paused', 'The person paused all tools while this call waited.');
  const timeoutMs = around.callTimeout(tool);
  using patience = new CallPatience(timeoutMs);
  return await connection.request('tools/call', paramsOf(tool, request), {
    timeoutMs,
    signal: AbortSignal.any([signal, patience.signal]),
    waitedUntil: patience.waitedUntil,
    ...(caller && { caller: patience.around(caller) }),
    ...(request.onProgress && { onProgress: request.onProgress }),
  });
}

/** What was decided on, and beside it what the app wrote. Arguments that it left out stay out. */
function paramsOf(tool: CatalogTool, request: CallRequest): JsonObject {
  const given = request.params ?? { name: request.tool, arguments: request.arguments };
  const changed = { ...given, name: tool.definition.name, ...('arguments' in given && { arguments: request.arguments }) };
  return spelledAs(changed, given);
}

/** A yes covers what the person was asked about: starting a server lists its tools anew, and its command may be another by now. */
function refuseChangedTool(tool: CatalogTool, scope: AnswerScope, around: CallSurroundings): void {
  const isSame = around.catalog.find(tool.qualifiedName)?.hash === scope.definitionHash;
  if (isSame && around.serverFingerprint(tool.server) === scope.serverFingerprint) return;
  throw new NamedError(
    'quarantined',
    `What ${tool.qualifiedName} is, or the command of its server, changed since it was looked up. Describe it again, then call again.`,
  );
}
