import { randomUUID } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import { decide, type Decision } from '../policy/decide.ts';
import type { JsonObject } from '../wire/frame.ts';
import { askPerson } from './ask-person.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';
import type { OpenRound, RoundIdentity } from './call-rounds.ts';
import { CallTrail } from './call-trail.ts';
import { forward } from './forward.ts';
import { refuseUnfitArguments, resolveTool } from './resolve-tool.ts';

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
 * Returns the server's result untouched, but for the id of a task in it. Every end stands in the log before the app hears of it.
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
  const tool = resolveTool(request, around);
  const scope = scopeOf(tool, request, around);
  const round = openRound(scope, { request, around });
  if (round !== null) trail.continues(round.callId);
  const decision = consider(tool, scope, { request, around, trail, round });
  // A server judges the arguments of its tools itself; a model that sees no schema, and a person who is asked, need it before.
  if (request.isThroughFacade || decision.outcome === 'ask') refuseUnfitArguments(tool, request, around);
  await trail.intent();
  if (decision.outcome === 'ask') await askPerson(tool, scope, { request, around, trail });
  const result = await forward({ callId: trail.callId, tool, scope, request, around });
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

function consider(tool: CatalogTool, scope: AnswerScope, { request, around, trail, round }: ConsideredCall): Decision {
  const { risk } = around.risk(tool);
  const decision = decide({
    risk,
    paused: around.isPaused(),
    // Looked up only where it counts.
    get remembered() {
      return around.remembered.find(request.session, scope) ?? (round?.approved === true ? 'round' : null);
    },
  });
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
