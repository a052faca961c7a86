import { canonicalJson } from '../lib/canonical-json.ts';
import { canAnswer } from '../protocol/answerable.ts';
import type { ServerAsk } from '../protocol/caller.ts';
import { JsonRpcError, methodNotFound } from '../wire/error-numbers.ts';
import type { JsonObject } from '../wire/frame.ts';
import { spelledAs } from '../wire/json-text.ts';
import { isObject } from '../wire/parse-frame.ts';

const answeredByPerson: JsonObject = { form: {}, url: {} };

/** What Patchbay declares for itself: its own window asks the person, and nothing else in it answers a server. */
export const baseCapabilities: JsonObject = { elicitation: answeredByPerson };

/** What is declared to a legacy server on behalf of an app: what the app declared, and elicitation, which the person answers otherwise. */
export function declaredFor(capabilities: JsonObject): JsonObject {
  const own = capabilities['elicitation'];
  const elicitation = isObject(own) ? spelledAs({ ...answeredByPerson, ...own }, own) : answeredByPerson;
  return spelledAs({ ...capabilities, elicitation }, capabilities);
}

/** The same for all callers that can share a connection, because they declare the same. */
export function capabilityKey(declared: JsonObject): string {
  return canonicalJson(declared);
}

/** An elicitation is never refused for the app's sake: the person can answer it in Patchbay's window. */
export function refuseUndeclared(capabilities: JsonObject, ask: ServerAsk): void {
  if (ask.method === 'elicitation/create' || canAnswer(capabilities, ask)) return;
  throw new JsonRpcError(methodNotFound, `Method not found: ${ask.method.slice(0, 100)}: the app never declared that it can do this.`);
}
