import type { ServerUri } from '../catalog/server-uri.ts';
import { invalidParams, JsonRpcError, resourceNotFound } from '../wire/error-numbers.ts';
import type { JsonValue } from '../wire/frame.ts';
import type { AppRequest, Desk } from './app-request.ts';

/**
 * The server behind a URI or a URI template of the app, and how that server spells it.
 * @throws JsonRpcError -32602 to a modern app, -32002 to a legacy one (resources/read, "Error Handling").
 */
export function resourceOf(given: JsonValue | undefined, { era, method }: AppRequest, desk: Desk): ServerUri {
  const uri = textOf(given, method);
  const found = desk.around.view(desk.app).resourceAt(uri, desk.seen);
  if (found !== null) return found;
  const code = era === 'modern' ? invalidParams : resourceNotFound;
  throw new JsonRpcError(code, 'No server of this app lists this resource: list the resources again.', { uri });
}

/** @throws JsonRpcError -32602. */
export function textOf(value: JsonValue | undefined, method: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new JsonRpcError(invalidParams, `${method} needs to say what it is about.`);
}
