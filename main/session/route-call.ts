import { NamedError } from '../../contract/errors.ts';
import type { CallRequest } from '../call/call-request.ts';
import { project, readProjection } from '../facade/project.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';
import { readJsonText } from '../wire/read-json.ts';
import type { AppView } from './app-view.ts';
import type { SessionCall } from './surroundings.ts';
import { toolErrorOf } from './tool-error.ts';

/** A facade tool that only looks things up. Throws `NamedError` for what the model should mend. */
export type Lookup = (given: JsonObject, view: AppView) => JsonObject;

/** The facade tool that calls others. */
const callToolName = 'call_tool';

export interface CallRoutes {
  readonly view: (app: string) => AppView;
  /** By the facade tool's name. */
  readonly lookups: ReadonlyMap<string, Lookup>;
  readonly call: (request: CallRequest) => Promise<JsonObject>;
}

/** Brings a tools/call to the facade or to the tool that the app was shown under this name. */
export async function routeCall(call: SessionCall, routes: CallRoutes): Promise<JsonObject> {
  const view = routes.view(call.app);
  if (!view.definitions.some((definition) => definition.name === call.name))
    return called(call, requestOf(call, qualified(call.name, view), call.arguments, routes), routes);
  const shown = view.shown.get(call.name);
  if (shown !== undefined) return called(call, requestOf(call, shown.qualifiedName, call.arguments, routes), routes);
  return throughFacade(call, view, routes);
}

/** The result with addresses as the app sees them. */
async function called(call: SessionCall, request: CallRequest, routes: CallRoutes): Promise<JsonObject> {
  const result = await routes.call(request);
  const view = routes.view(call.app);
  const server = serverOf(request.tool);
  return view.servers.includes(server) ? view.forApp(server, result, call.seen) : result;
}

/** What goes wrong behind the facade is for the model to read, an unknown tool too: the facade tool itself was found. */
async function throughFacade(call: SessionCall, view: AppView, routes: CallRoutes): Promise<JsonObject> {
  try {
    const lookup = routes.lookups.get(call.name);
    if (lookup !== undefined) return lookup(call.arguments, view);
    const projection = readProjection(call.arguments);
    const result = await called(call, innerRequestOf(call, view, routes), routes);
    return projection === null ? result : project(result, projection);
  } catch (error) {
    if (error instanceof NamedError) return toolErrorOf(error);
    throw error;
  }
}

function innerRequestOf(call: SessionCall, view: AppView, routes: CallRoutes): CallRequest {
  const { name, arguments: given = {} } = call.arguments;
  if (call.name !== callToolName || typeof name !== 'string') {
    throw new NamedError(
      'invalid_arguments',
      'call_tool needs the name of a tool, as search_tools gave it, and its arguments as an object.',
    );
  }
  return requestOf(call, qualified(name, view), argumentsOf(given), routes);
}

/** Some models write an object as text; the meaning is the same. */
function argumentsOf(given: JsonValue): JsonObject {
  const value = typeof given === 'string' ? readJsonText(given) : given;
  if (!isObject(value)) throw new NamedError('invalid_arguments', 'The arguments of a tool are a JSON object.');
  return value;
}

/** A qualified name: no server has a dot in its name. */
function serverOf(tool: string): string {
  return tool.slice(0, tool.indexOf('.'));
}

/** What is decided on, asked and logged is what the server gets: its own addresses. */
function requestOf(call: SessionCall, tool: string, given: JsonObject, routes: CallRoutes): CallRequest {
  const named = routes.view(call.app).argumentsForServer(serverOf(tool), given, call.seen);
  return {
    app: call.app,
    session: call.session,
    caller: call.caller,
    tool,
    visibleServers: () => routes.view(call.app).servers,
    arguments: named,
    isThroughFacade: call.arguments !== given,
    signal: call.signal,
    params: call.arguments === named ? call.params : spelledAs({ ...call.params, arguments: named }, call.params),
    ...(call.onProgress && { onProgress: call.onProgress }),
  };
}

/** Accepts `server.tool`, the name that an app would be shown, and the tool's own where only one has it. */
function qualified(name: string, view: AppView): string {
  return view.toolNamed(name)?.qualifiedName ?? name;
}
