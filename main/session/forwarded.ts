import { NamedError } from '../../contract/errors.ts';
import { invalidParams, JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import { resourceOf, textOf } from './resource-address.ts';

/** prompts/get, under the server's own name for the prompt. */
export function getPrompt(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const { server, name } = promptOf(request.params['name'], request, desk);
  const given = request.params['arguments'];
  const own = isObject(given) ? { arguments: desk.around.view(desk.app).argumentsForServer(server, given, desk.seen) } : {};
  return forward(server, { ...request, params: changed(request.params, { name, ...own }) }, desk);
}

export function readResource(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const { server, uri } = resourceOf(request.params['uri'], request, desk);
  return forward(server, { ...request, params: changed(request.params, { uri }) }, desk);
}

/** completion/complete: the server is the one of the prompt or the template that an argument is for. */
export function complete(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const ref = request.params['ref'];
  if (!isObject(ref)) throw new JsonRpcError(invalidParams, 'completion/complete needs a ref.');
  const { server, ...own } = ref['type'] === 'ref/prompt' ? promptOf(ref['name'], request, desk) : resourceOf(ref['uri'], request, desk);
  return forward(server, { ...request, params: changed(request.params, { ref: changed(ref, own) }) }, desk);
}

/** A method that nobody here knows means something to the app's server, where it has only one. */
export function forwardUnknown(request: AppRequest, desk: Desk): Promise<JsonObject> {
  const server = onlyServer(desk);
  if (server === null) throw new JsonRpcError(methodNotFound, `Method not found: ${request.method.slice(0, 100)}`);
  return forward(server, request, desk);
}

/** What a legacy app tells, and nobody here answers. Of all that it may be, only this is known to concern every server that it talks to. */
export function tellServers(method: string, params: JsonObject | undefined, desk: Desk): void {
  const { app, id: session, around } = desk;
  if (method === 'notifications/roots/list_changed') return around.servers.notifyUsed(session, method, params);
  const server = onlyServer(desk);
  if (server === null) return;
  around.servers.forwardNotification({ app, session, server, method, params }).catch((error: unknown) => {
    // The record says that it was refused; a notification has no answer.
    if (!(error instanceof NamedError && error.code === 'paused')) around.unexpected(error, method);
  });
}

/** The one server that this app may use; null where there are none or several. */
export function onlyServer({ app, around }: Desk): string | null {
  const { servers } = around.view(app);
  return servers.length === 1 ? (servers[0] ?? null) : null;
}

async function forward(server: string, { method, params, caller, signal, onProgress }: AppRequest, desk: Desk): Promise<JsonObject> {
  const isVisible = (): boolean => desk.around.view(desk.app).servers.includes(server);
  const given = await desk.around.servers.forward({ server, method, params, caller, isVisible, signal, ...(onProgress && { onProgress }) });
  return desk.around.view(desk.app).forApp(server, given, desk.seen);
}

function promptOf(shown: JsonObject[string] | undefined, { method }: AppRequest, { app, around }: Desk) {
  const prompt = around.view(app).promptNamed(textOf(shown, method));
  if (prompt === undefined) throw new JsonRpcError(invalidParams, 'This app has no prompt of this name: list the prompts again.');
  return prompt;
}

/** The same object where nothing is different, so that it goes on as it came. */
function changed(given: JsonObject, own: JsonObject): JsonObject {
  return Object.entries(own).every(([name, value]) => given[name] === value) ? given : spelledAs({ ...given, ...own }, given);
}
