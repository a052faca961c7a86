import { createHash } from 'node:crypto';
import { NamedError } from '../../contract/errors.ts';
import type { AnswerScope } from '../approvals/remembered-answers.ts';
import type { CatalogTool } from '../catalog/tool.ts';
import type { Caller } from '../protocol/caller.ts';
import { afterPages } from '../protocol/pages-first.ts';
import type { Era } from '../protocol/versions.ts';
import type { TaskOrigin } from '../tasks/known-tasks.ts';
import { callerWithTasks, towardsServer } from '../tasks/task-caller.ts';
import { announcedTask } from '../tasks/task-ids.ts';
import type { RequestOptions, UpstreamConnection } from '../upstreams/upstream.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { progressTokenOf, underTokenOf } from '../wire/progress-token.ts';
import { CallPatience } from './call-patience.ts';
import type { CallRequest, CallSurroundings } from './call-request.ts';
import { callerOnRecord } from './caller-on-record.ts';
import { refuseUnseenTool } from './resolve-tool.ts';

/** A call that may be made. */
export interface AllowedCall {
  readonly callId: string;
  readonly tool: CatalogTool;
  /** What was decided on. */
  readonly scope: AnswerScope;
  readonly request: CallRequest;
  readonly around: CallSurroundings;
}

/**
 * Brings a call to its server, unless what was decided on has changed meanwhile, and gives the server's result; a task in it has an id of
 * ours. Throws `NamedError`, or the server's `JsonRpcError`.
 */
export async function forward(call: AllowedCall): Promise<JsonObject> {
  const { tool, request, around } = call;
  const caller = metByServer(call);
  const connection = await around.upstreams.connect(tool.server, { signal: request.signal, caller });
  await around.relisted(tool.server);
  refuseUnseenTool(tool, request, around);
  refuseChangedTool(call);
  if (around.isPaused()) throw new NamedError('paused', 'The person paused all tools while this call waited.');
  const params = paramsOf(call, connection.era);
  const result = await ask(call, { connection, params, caller });
  return connection.era === 'modern' || 'task' in params ? around.tasks.announced(result, originOf(call, connection.era)) : result;
}

/** The app as the server meets it: with tasks under their own ids, and with a record of what it is asked. */
function metByServer({ callId, tool, request, around }: AllowedCall): Caller {
  const owner = { caller: request.caller, server: tool.server, tasks: around.tasks };
  return callerOnRecord(callerWithTasks(owner), { callId, log: around.flowLog, refusePaused: around.refusePaused });
}

type Progress = Pick<RequestOptions, 'onProgress' | 'outlives'>;

interface Asking {
  readonly connection: UpstreamConnection;
  readonly params: JsonObject;
  readonly caller: Caller;
}

async function ask({ tool, request, around }: AllowedCall, { connection, params, caller }: Asking): Promise<JsonObject> {
  const timeoutMs = around.callTimeout(tool);
  using patience = new CallPatience(timeoutMs, request.signal);
  const options = {
    timeoutMs,
    signal: patience.signal,
    caller: patience.around(caller),
    ...progressOf(request, params, caller),
  };
  return await afterPages(() => connection.request('tools/call', params, options), { server: tool.server, ...options });
}

/** A legacy task goes on to tell its progress under the token of the call that began it (2025-11-25, "Task Progress Notifications"). */
function progressOf({ params: given, onProgress }: CallRequest, params: JsonObject, caller: Caller): Progress {
  const token = progressTokenOf(given);
  if (onProgress === undefined || token === null || !('task' in params)) return { ...(onProgress && { onProgress }) };
  let isTask = false;
  return {
    onProgress: (tick) => (isTask ? caller.notify('notifications/progress', underTokenOf(given, token, tick)) : onProgress(tick)),
    outlives: (result) => {
      isTask = announcedTask(result, 'legacy') !== null;
      return isTask;
    },
  };
}

/** What was decided on, and beside it what the app wrote. Arguments that it left out stay out. */
function paramsOf({ tool, request, around }: AllowedCall, era: Era): JsonObject {
  const { caller, params: given = { name: request.tool, arguments: request.arguments } } = request;
  const changed = { ...given, name: tool.definition.name, ...('arguments' in given && { arguments: request.arguments }) };
  const params = spelledAs(changed, given);
  return towardsServer(ownTasksOnly(params, caller, era), { caller, tasks: around.tasks });
}

/** A modern app can't follow a task of the legacy era, and its own era ignores the wish for one. */
function ownTasksOnly(params: JsonObject, caller: Caller, era: Era): JsonObject {
  if (caller.era === era || era === 'modern') return params;
  const { task: _task, ...alone } = params;
  return spelledAs(alone, params);
}

function originOf({ callId, tool, request, around }: AllowedCall, era: Era): TaskOrigin {
  const { app, session, caller } = request;
  const key = era === 'legacy' ? around.connectionKey(tool.server, request) : 'modern';
  const connection = createHash('sha256').update(key).digest('hex');
  return { app, session, server: tool.server, era, connection, capabilities: caller.capabilities, callId, tool: tool.qualifiedName };
}

/** A yes covers what the person was asked about: starting a server lists its tools anew, and its command may be another by now. */
function refuseChangedTool({ tool, scope, around }: AllowedCall): void {
  const isSame = around.catalog.find(tool.qualifiedName)?.hash === scope.definitionHash;
  if (isSame && around.serverFingerprint(tool.server) === scope.serverFingerprint) return;
  throw new NamedError(
    'quarantined',
    `What ${tool.qualifiedName} is, or the command of its server, changed since it was looked up. Describe it again, then call again.`,
  );
}
