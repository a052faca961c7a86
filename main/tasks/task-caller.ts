import type { Caller } from '../protocol/caller.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { KnownTasks } from './known-tasks.ts';
import { relatedTaskOf, withRelatedTask } from './task-ids.ts';

/** The app of a request, and its tasks on one server. */
interface TaskOwner {
  readonly caller: Caller;
  readonly server: string;
  readonly tasks: KnownTasks;
  /** What it declared when the connection to the server was opened, where that isn't what it declares now. */
  readonly capabilities?: JsonObject;
}

/**
 * The app as a server meets it: what the server asks or tells for a task carries our id towards the app, and what the app answers carries
 * the server's. What belongs to another app's task is never brought to this one.
 */
export function callerWithTasks(owner: TaskOwner): Caller {
  const { caller } = owner;
  const { app, session, era } = caller;
  return {
    ...{ app, session, era, capabilities: owner.capabilities ?? caller.capabilities },
    get logLevel() {
      return caller.logLevel;
    },
    ask: async (request, signal) => {
      const params = request.params && towardsApp(request.params, owner);
      if (params === null) throw new JsonRpcError(methodNotFound, 'The task that this belongs to is of another app.');
      return towardsServer(await caller.ask({ ...request, params }, signal), owner);
    },
    notify: (method, params) => {
      const shown = params && towardsApp(params, owner);
      if (shown !== null) caller.notify(method, shown);
    },
  };
}

/** What an app sends, for the server. A task that isn't the app's is named to no server. */
export function towardsServer(object: JsonObject, { caller, tasks }: Pick<TaskOwner, 'caller' | 'tasks'>): JsonObject {
  const id = relatedTaskOf(object);
  return id === null ? object : withRelatedTask(object, tasks.owned(caller, id)?.upstreamId ?? null);
}

/** What a server sends, for the app; null where it belongs to other apps' tasks. */
function towardsApp(object: JsonObject, { caller, server, tasks }: TaskOwner): JsonObject | null {
  const upstreamId = relatedTaskOf(object);
  if (upstreamId === null) return object;
  const spokenOf = tasks.spokenOf(server, 'legacy', upstreamId);
  const own = spokenOf.find(({ app }) => app === caller.app);
  if (own !== undefined) return withRelatedTask(object, own.id);
  return spokenOf.length > 0 ? null : object;
}
