import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** One page of a list. The cursor is opaque to the app; one that we never gave out fails with -32602 (pagination, "Error Handling"). */
export function pageOf<Item>(items: readonly Item[], cursor: unknown, size: number): Page<Item> {
  const start = cursor === undefined ? 0 : offsetOf(cursor, items.length);
  const end = start + size;
  return { items: items.slice(start, end), nextCursor: end < items.length ? cursorAt(end) : null };
}

function cursorAt(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64url');
}

function offsetOf(cursor: unknown, length: number): number {
  const text = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : '';
  const offset = /^page:(\d{1,9})$/.exec(text)?.[1];
  if (offset === undefined || Number(offset) > length)
    throw new JsonRpcError(invalidParams, 'This cursor is not known; list again without one.');
  return Number(offset);
}
