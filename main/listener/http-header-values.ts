import type { IncomingHttpHeaders } from 'node:http';

const sentinel = /^=\?base64\?(.*)\?=$/s;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Visible ASCII, space and tab (RFC 9110, 5.5). */
const plain = /^[\x20-\x7e\t]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One header; undefined where it is missing. What was sent several times is one text with commas, and equal to nothing that was meant. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return (typeof value === 'string' ? value : value?.join(', '))?.trim();
}

/** What a header's value stands for: as it is, or between `=?base64?` and `?=` as base64 of UTF-8; null where it is neither. */
export function decodedHeader(value: string): string | null {
  if (!plain.test(value)) return null;
  const encoded = sentinel.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!base64.test(encoded)) return null;
  try {
    return utf8.decode(Buffer.from(encoded, 'base64'));
  } catch {
    // Reported by the caller, which knows the header.
    return null;
  }
}
