import { metaKeys } from '../protocol/meta-keys.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import type { ListenStream } from './listens.ts';
import { ListenedTasks } from './listened-tasks.ts';
import { offeredCapabilities } from './offered-capabilities.ts';
import { resourceOf } from './resource-address.ts';
import { type AnnouncedList, announcedLists } from './shown-lists.ts';

/**
 * subscriptions/listen: acknowledges what will be told, tells it until the app cancels, and gives the result where Patchbay ends it.
 * @throws JsonRpcError -32602 without a filter, NamedError `rate_limited`, the signal's reason when the app cancels.
 */
export async function listen(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const filter = request.params['notifications'];
  if (!isObject(filter)) throw new JsonRpcError(invalidParams, 'subscriptions/listen needs the notifications that the app wants.');
  using stream = desk.listens.open(request.id);
  using tasks = new ListenedTasks(stream);
  const taskIds = await tasks.agreed(filter['taskIds'], request, desk);
  const honored = { ...(await honoredPart(filter, stream, { request, desk })), ...(taskIds.length > 0 && { taskIds }) };
  request.signal.throwIfAborted();
  stream.tell('notifications/subscriptions/acknowledged', { notifications: honored });
  tasks.acknowledged();
  if (Object.keys(honored).length > 0) await endOf(stream, request.signal);
  return { _meta: { [metaKeys.subscriptionId]: request.id } };
}

interface Asked {
  readonly request: AppRequest;
  readonly desk: Desk;
}

async function honoredPart(filter: JsonObject, stream: ListenStream, asked: Asked): Promise<JsonObject> {
  const capabilities = offeredCapabilities(asked.desk, 'modern');
  const kinds = announcedLists.filter((kind) => filter[nameInFilter(kind)] === true && announces(capabilities[kind]));
  const resources = await subscribed(filter['resourceSubscriptions'], stream, asked);
  for (const kind of kinds) stream.lists.shown(kind);
  return {
    ...Object.fromEntries(kinds.map((kind) => [nameInFilter(kind), true])),
    ...(resources.length > 0 && { resourceSubscriptions: resources }),
  };
}

/** Those that a server takes; the acknowledgement leaves out the others. */
async function subscribed(wanted: JsonValue | undefined, stream: ListenStream, { request, desk }: Asked): Promise<string[]> {
  const uris = isList(wanted) ? [...new Set(wanted.filter((uri) => typeof uri === 'string'))] : [];
  const outcomes = await Promise.allSettled(
    uris.map(async (uri) => {
      await stream.subscriptions.add(uri, resourceOf(uri, request, desk));
      return uri;
    }),
  );
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

async function endOf(stream: ListenStream, signal: AbortSignal): Promise<void> {
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const cancel = (): void => reject(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await Promise.race([stream.ended, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function nameInFilter(kind: AnnouncedList): string {
  return `${kind}ListChanged`;
}

function announces(capability: JsonValue | undefined): boolean {
  return isObject(capability) && capability['listChanged'] === true;
}
