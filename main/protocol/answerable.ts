import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import type { ServerAsk } from './caller.ts';

/**
 * Whether an app with these capabilities can answer what a server asks. A method that nobody knows is not refused: the app says what it
 * thinks of it. An `elicitation` without a mode means forms (client/elicitation, "Capabilities").
 */
export function canAnswer(capabilities: JsonObject, { method, params }: Pick<ServerAsk, 'method' | 'params'>): boolean {
  if (method === 'sampling/createMessage') return isObject(capabilities['sampling']);
  if (method === 'roots/list') return isObject(capabilities['roots']);
  if (method === 'elicitation/create') return canElicit(capabilities['elicitation'], params?.['mode']);
  return !method.startsWith('tasks/') || isObject(capabilities['tasks']);
}

function canElicit(elicitation: JsonValue | undefined, mode: JsonValue | undefined): boolean {
  if (!isObject(elicitation)) return false;
  if (mode === 'url') return isObject(elicitation['url']);
  return isObject(elicitation['form']) || !isObject(elicitation['url']);
}
