import type { FrameFault } from './channel.ts';
import type { Frame, JsonObject, JsonValue, RequestId } from './frame.ts';
import { identify } from './frame-identity.ts';
import { isNestedDeeperThan } from './nesting.ts';

/** Objects and arrays inside each other, the frame itself included. */
export const maxDepth = 64;

export type ParsedLine = { readonly frame: Frame; readonly fault: null } | { readonly frame: null; readonly fault: FrameFault };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one line as one frame, strictly: UTF-8, one JSON object no deeper than `maxDepth`, in the shape of a JSON-RPC 2.0 message. */
export function parseFrame(line: Buffer): ParsedLine {
  if (isNestedDeeperThan(maxDepth, line)) return unreadable('too_deep', `The message is nested deeper than ${maxDepth} levels.`, line);
  const value = parseJson(line);
  if (value === undefined) return unreadable('not_json', 'The line is not JSON in UTF-8.', line);
  if (!isObject(value)) return misshapen('A message must be one JSON object; batches are not supported.', {}, line);
  const complaint = 'method' in value ? callComplaint(value) : answerComplaint(value);
  if (complaint !== null) return misshapen(complaint, value, line);
  // The checks above are exactly what the type says.
  return { frame: value as unknown as Frame, fault: null };
}

/** Undefined where the bytes are not JSON. The one place that turns text into values. */
function parseJson(line: Buffer): JsonValue | undefined {
  try {
    // JSON.parse returns nothing but JSON values.
    return JSON.parse(utf8.decode(line)) as JsonValue;
  } catch {
    // Reported by the caller, which knows the line.
    return undefined;
  }
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

function unreadable(kind: 'too_deep' | 'not_json', message: string, line: Buffer): ParsedLine {
  return { frame: null, fault: { kind, message, excerpt: excerptOf(line), ...identify(line.subarray(0, 4096), line.subarray(-4096)) } };
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
