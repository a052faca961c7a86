import { NamedError } from '../../contract/errors.ts';
import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { AppRequest, Desk } from './app-request.ts';
import type { SessionCall } from './surroundings.ts';
import { toolErrorOf } from './tool-error.ts';

/** tools/call. What Patchbay refuses comes back as a result that the model can read; an unknown tool is a protocol error. */
export async function callTool({ params, caller, signal, onProgress }: AppRequest, desk: Desk): Promise<JsonObject> {
  desk.facts.calls += 1;
  await desk.around.listed();
  try {
    return await desk.around.call({
      ...{ app: desk.app, session: desk.id, seen: desk.seen, caller, signal },
      ...callOf(params),
      ...(onProgress && { onProgress }),
    });
  } catch (error) {
    if (error instanceof NamedError && error.code !== 'tool_not_found') return toolErrorOf(error);
    throw error;
  }
}

function callOf(params: JsonObject): Pick<SessionCall, 'name' | 'arguments' | 'params'> {
  const { name, arguments: given = {} } = params;
  if (typeof name !== 'string' || name === '') throw new JsonRpcError(invalidParams, 'tools/call needs the name of a tool.');
  if (!isObject(given)) throw new NamedError('invalid_arguments', 'The arguments of a tool are a JSON object.');
  return { name, arguments: given, params };
}
