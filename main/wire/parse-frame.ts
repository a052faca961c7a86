import type { FrameFault } from './channel.ts';
import type { Frame, JsonObject, JsonValue, RequestId } from './frame.ts';
import { identify } from './frame-identity.ts';
import { disguisedName } from './protocol-names.ts';
import { type JsonFault, readJson } from './read-json.ts';

export type ParsedLine = { readonly frame: Frame; readonly fault: null } | { readonly frame: null; readonly fault: FrameFault };

/** Reads one line as one frame, strictly: see `readJson`; and one object in the shape of a JSON-RPC 2.0 message. */
export function parseFrame(line: Buffer): ParsedLine {
  const { value, fault } = readJson(line);
  if (fault !== null) return unreadable(fault, line);
  if (!isObject(value)) return misshapen('A message must be one JSON object; batches are not supported.', {}, line);
  const complaint = nameComplaint(value) ?? ('method' in value ? callComplaint(value) : answerComplaint(value));
  if (complaint !== null) return misshapen(complaint, value, line);
  // The checks above are exactly what the type says.
  return { frame: value as unknown as Frame, fault: null };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isId(value: JsonValue | undefined): value is RequestId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function nameComplaint(value: JsonObject): string | null {
  const name = disguisedName(value, isObject(value['params']) ? value['params'] : null);
  return name === null
    ? null
    : `The name ${JSON.stringify(name.slice(0, 60))} differs from one of the protocol's only in its letters' case.`;
}

function callComplaint(value: JsonObject): string | null {
  if (value['jsonrpc'] !== '2.0') return 'A message needs "jsonrpc": "2.0".';
  if (typeof value['method'] !== 'string') return 'A method must be a string.';
  if ('id' in value && !isId(value['id'])) return 'An id must be a string or an integer.';
  if (value['params'] !== undefined && !isObject(value['params'])) return 'Params must be an object.';
  return 'result' in value || 'error' in value ? 'A message is either a request or an answer.' : null;
}

function answerComplaint(value: JsonObject): string | null {
  if (value['jsonrpc'] !== '2.0') return 'A message needs "jsonrpc": "2.0".';
  if ('result' in value === 'error' in value) return 'A message needs a method, or either a result or an error.';
  if ('result' in value)
    return isId(value['id']) && isObject(value['result']) ? null : 'An answer needs an id and a result that is an object.';
  if (value['id'] !== null && !isId(value['id'])) return 'An error needs the id of its request, or null.';
  return isError(value['error']) ? null : 'An error needs an integer code and a message.';
}

function isError(value: JsonValue | undefined): boolean {
  return isObject(value) && Number.isInteger(value['code']) && typeof value['message'] === 'string';
}

function unreadable(fault: JsonFault, line: Buffer): ParsedLine {
  return { frame: null, fault: { ...fault, excerpt: excerptOf(line), ...identify(line.subarray(0, 4096), line.subarray(-4096)) } };
}

function misshapen(message: string, value: JsonObject, line: Buffer): ParsedLine {
  const id = isId(value['id']) ? value['id'] : null;
  const fault = { kind: 'not_a_frame', message, excerpt: excerptOf(line) } as const;
  const isAnswer = !('method' in value) && ('result' in value || 'error' in value);
  return { frame: null, fault: isAnswer && id !== null ? { ...fault, id: null, answers: id } : { ...fault, id } };
}

function excerptOf(line: Buffer): string {
  return line.toString('utf8', 0, 200);
}
