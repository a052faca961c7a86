import { invalidParams, JsonRpcError } from '../wire/error-numbers.ts';
import { jsonText } from '../wire/json-text.ts';

/** Characters of JSON after which a page ends: a few huge definitions must not make a message that nobody takes. */
const maxPageSize = 4 * 1024 * 1024;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * One page of a list, of at most `count` items. The cursor is opaque to the app; one that we never gave out for this list (its name is
 * `list`) fails with -32602 (pagination, "Error Handling").
 */
export function pageOf<Item>(items: readonly Item[], cursor: unknown, count: number, list: string): Page<Item> {
  const start = cursor === undefined ? 0 : offsetOf(cursor, list, items.length);
  const end = start + fitting(items.slice(start, start + count));
  return { items: items.slice(start, end), nextCursor: end < items.length ? cursorAt(list, end) : null };
}

/** How many of these fill one page: at least one, so that a list comes to its end. */
function fitting(items: readonly unknown[]): number {
  let size = 0;
  const full = items.findIndex((item, index) => {
    size += jsonText(item).length;
    return index > 0 && size > maxPageSize;
  });
  return full < 0 ? items.length : full;
}

function cursorAt(list: string, offset: number): string {
  return Buffer.from(`${list}:${offset}`).toString('base64url');
}

function offsetOf(cursor: unknown, list: string, length: number): number {
  const text = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : '';
  const offset = /^[1-9]\d{0,8}$/.exec(text.slice(list.length + 1))?.[0];
  if (offset === undefined || Number(offset) > length || cursorAt(list, Number(offset)) !== cursor)
    throw new JsonRpcError(invalidParams, 'This cursor is not known; list again without one.');
  return Number(offset);
}
