import { NamedError } from '../../contract/errors.ts';
import type { Caller } from '../protocol/caller.ts';
import { afterPages } from '../protocol/pages-first.ts';
import type { KnownTasks } from '../tasks/known-tasks.ts';
import { callerWithTasks, towardsServer } from '../tasks/task-caller.ts';
import type { UpstreamConnection } from '../upstreams/upstream.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isList } from '../wire/parse-frame.ts';
import { CallPatience } from './call-patience.ts';
import { callerOnRecord } from './caller-on-record.ts';
import { recorded, type FlowKind, type FlowLog, underMethod } from './flow-record.ts';

/** A request of an app to a server that is no tools/call, as the server is to get it. */
export interface OtherRequest {
  readonly server: string;
  readonly method: string;
  readonly params: JsonObject;
  readonly caller: Caller;
  /** Whether the app's profile shows this server, as of now: a start may take so long that the person changes it meanwhile. */
  readonly isVisible: () => boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (params: JsonObject) => void;
}

export interface ForwardingParts {
  connect(server: string, options: { signal: AbortSignal; caller: Caller }): Promise<UpstreamConnection>;
  readonly tasks: KnownTasks;
  readonly log: FlowLog;
  readonly refusePaused: () => void;
}

/** What tells only how something is spelled or called: neither logged nor paused. */
const harmless: ReadonlySet<string> = new Set(['completion/complete']);
const kinds: ReadonlyMap<string, FlowKind> = new Map([
  ['resources/read', 'resource.read'],
  ['prompts/get', 'prompt.get'],
]);

/**
 * Brings resources/read, prompts/get, completion/complete or a request that nobody here knows to its server, and gives its answer as it
 * came. Throws `paused`, `not_visible`, what the way to the server throws, or the server's `JsonRpcError`.
 */
export function forwardRequest(request: OtherRequest, parts: ForwardingParts): Promise<JsonObject> {
  const { server, method, params, caller } = request;
  if (harmless.has(method)) return ask(request, parts);
  const { app, session } = caller;
  const flow = { kind: kinds.get(method) ?? 'request.forwarded', app, session, server, arguments: loggedParams(method, params) };
  return recorded(flow, parts.log, {
    work: async () => {
      parts.refusePaused();
      return ask(request, parts);
    },
    told: amountOf,
  });
}

async function ask({ server, method, params, signal, onProgress, ...request }: OtherRequest, parts: ForwardingParts): Promise<JsonObject> {
  const { tasks } = parts;
  const caller = callerOnRecord(callerWithTasks({ caller: request.caller, server, tasks }), parts);
  const connection = await parts.connect(server, { signal, caller });
  if (!request.isVisible()) throw new NamedError('not_visible', `The server “${server}” isn't among those that this app may use.`);
  using patience = new CallPatience(0, signal);
  const options = {
    signal: patience.signal,
    caller: patience.around(caller),
    ...(onProgress && { onProgress }),
  };
  const sent = towardsServer(params, { caller, tasks });
  return await afterPages(() => connection.request(method, sent, options), { server, ...options });
}

/** A notification of an app that nobody here knows, for the only server that it uses. */
export interface OtherNotification {
  readonly app: string;
  readonly session: string;
  readonly server: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
}

/**
 * Brings it to its server, if that runs, and leaves a record. It leaves in the turn in which it came: requests that follow it don't overtake it.
 * Throws `paused`, and `internal` when the log can't be written.
 */
export async function forwardNotification(notification: OtherNotification, parts: NotifyingParts): Promise<void> {
  const { method, params, ...whose } = notification;
  const flow = { ...whose, kind: 'notification.forwarded', arguments: loggedParams(method, params ?? {}) } as const;
  await recorded(flow, parts.log, {
    work: async () => {
      parts.refusePaused();
      return { isTold: parts.notify(notification) };
    },
    told: ({ isTold }) => (isTold === true ? 'told' : 'not told: the app doesn’t use the server now'),
  });
}

export interface NotifyingParts extends Pick<ForwardingParts, 'log' | 'refusePaused'> {
  /** Says whether the server was there to hear it. */
  notify(notification: OtherNotification): boolean;
}

/** Not what a person typed for it, nor what belongs to the protocol. */
function loggedParams(method: string, params: JsonObject): JsonObject {
  const { _meta, inputResponses: _typed, requestState: _state, ...rest } = params;
  const asked = spelledAs(rest, params);
  return kinds.has(method) ? asked : underMethod(method, asked);
}

function amountOf({ contents, messages, resultType }: JsonObject): string {
  if (resultType === 'input_required') return 'asks for input first';
  if (isList(contents)) return `${contents.length} contents`;
  return isList(messages) ? `${messages.length} messages` : 'answered';
}
