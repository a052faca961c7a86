import type { JsonObject } from './frame.ts';

/** Each name by itself, and by what is left of it when case doesn't count. */
type OwnNames = ReadonlyMap<string, string>;

const frameNames = byFolded(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);

/** Of all methods' params together: a server may read any of them. */
const paramNames = byFolded([
  ...['_meta', 'name', 'arguments', 'task', 'taskId', 'inputResponses', 'requestState'],
  ...['uri', 'cursor', 'ref', 'argument', 'context', 'level', 'requestId', 'reason', 'progressToken', 'progress', 'total', 'message'],
  ...['protocolVersion', 'capabilities', 'clientInfo', 'mode', 'requestedSchema', 'url', 'elicitationId', 'messages', 'tools'],
]);

/**
 * A name like `Method` or `Arguments`: some JSON libraries take it for the protocol's own (CVE-2026-27896), so that a server would do
 * something other than what was decided on. Null where there is none.
 */
export function disguisedName(frame: JsonObject, params: JsonObject | null): string | null {
  return disguised(frame, frameNames) ?? (params === null ? null : disguised(params, paramNames));
}

function disguised(object: JsonObject, own: OwnNames): string | null {
  for (const name of Object.keys(object)) {
    // Nearly every name is one of them, written as it should be.
    if (own.get(name) !== name && own.has(folded(name))) return name;
  }
  return null;
}

function byFolded(names: readonly string[]): OwnNames {
  return new Map([...names.map((name) => [folded(name), name] as const), ...names.map((name) => [name, name] as const)]);
}

/** Up first: `ſ` and the Kelvin sign are letters that only become `s` and `k` on one of the two ways. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}
