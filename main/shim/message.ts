import { fieldsOf, type JsonRecord } from '../lib/json-record.ts';
import type { RequestId } from '../wire/frame.ts';
import { identify } from '../wire/frame-identity.ts';

/** What the shim has to know of a line to keep a conversation alive over a restart. The rest passes unread. */
export type Message =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string }
  | { readonly kind: 'notification'; readonly method: string; readonly cancels: RequestId | null }
  | { readonly kind: 'answer'; readonly id: RequestId }
  | { readonly kind: 'other' };

/** Above this, in bytes, the id is looked for at both ends of the line: parsing megabytes for one number would cost milliseconds. */
const wholeAtMost = 64 * 1024;
const endBytes = 4096;

const other: Message = { kind: 'other' };

export function readMessage(line: Buffer): Message {
  const found = line.length > wholeAtMost ? readEnds(line.subarray(0, endBytes), line.subarray(-endBytes)) : other;
  return found === other ? readWhole(line) : found;
}

/** What is big is a call or an answer; the method of a big request isn't needed. */
export function readEnds(head: Buffer, tail: Buffer): Message {
  const { id, answers } = identify(head, tail);
  if (id !== null) return { kind: 'request', id, method: 'tools/call' };
  return answers === undefined ? other : { kind: 'answer', id: answers };
}

/** The fields of a line that is one JSON object; none where it isn't. */
export function parseFields(line: Buffer): JsonRecord {
  try {
    return fieldsOf(JSON.parse(line.toString('utf8')));
  } catch {
    // Not JSON: Patchbay answers it with the parse error.
    return {};
  }
}

function readWhole(line: Buffer): Message {
  const { id, method, params, result, error } = parseFields(line);
  if (typeof method !== 'string') return isId(id) && (result !== undefined || error !== undefined) ? { kind: 'answer', id } : other;
  if (isId(id)) return { kind: 'request', id, method };
  const { requestId } = method === 'notifications/cancelled' ? fieldsOf(params) : {};
  return { kind: 'notification', method, cancels: isId(requestId) ? requestId : null };
}

function isId(value: unknown): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}
