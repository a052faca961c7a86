import type { JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

const actions: readonly unknown[] = ['accept', 'decline', 'cancel'];

/** Whether this can be the answer to what a server asked by `method`; its content is for the server to judge. */
export function isInputAnswer(method: string, answer: JsonValue | undefined): boolean {
  if (!isObject(answer)) return false;
  if (method === 'elicitation/create') return actions.includes(answer['action']);
  if (method === 'roots/list') return isList(answer['roots']);
  return method !== 'sampling/createMessage' || answer['content'] !== undefined;
}
