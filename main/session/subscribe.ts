import { isLogLevel } from '../protocol/log-level.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import { resourceOf, textOf } from './resource-address.ts';

/** resources/subscribe of the legacy era. */
export async function subscribe(request: AppRequest, desk: Desk): Promise<JsonObject> {
  return desk.subscriptions.add(textOf(request.params['uri'], request.method), resourceOf(request.params['uri'], request, desk));
}

export async function unsubscribe(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const { uri } = request.params;
  return desk.subscriptions.remove(textOf(uri, request.method), () => resourceOf(uri, request, desk));
}

/** logging/setLevel of the legacy era: kept for this session; each request carries it to its server. */
export async function setLogLevel({ params, caller }: AppRequest, { facts, around }: Desk): Promise<JsonObject> {
  const { level } = params;
  if (!isLogLevel(level)) throw new JsonRpcError(invalidParams, 'This is not a log level that MCP knows.');
  facts.logLevel = level;
  await around.servers.logLevelChanged(caller);
  return {};
}
