import { fieldsOf, isJsonRecord } from '../../lib/json-record.ts';
import { ConfigFault } from './config-fault.ts';

/**
 * Refuses what stands behind a closing quote, as in `"a"b`: the library takes it for a part of the text or the name, other readers refuse the file.
 * @param node of the library's tree, or a list of them.
 * @throws ConfigFault.
 */
export function refuseBehindQuotes(node: unknown): void {
  if (Array.isArray(node)) node.forEach(refuseBehindQuotes);
  if (!isJsonRecord(node)) return;
  const { type, raw, loc } = node;
  if (typeof raw === 'string' && ((type === 'String' && endOfText(raw, 0) !== raw.length) || (type === 'Key' && !isKey(raw)))) {
    const { line, column } = fieldsOf(fieldsOf(loc)['start']);
    throw new ConfigFault(
      { line: Number(line), column: Number(column) + 1 },
      'This is not valid TOML. Something stands behind a closing quote.',
    );
  }
  for (const part of ['key', 'value', 'items', 'item']) refuseBehindQuotes(node[part]);
}

/** Names with dots between them, each bare or in quotes. */
function isKey(raw: string): boolean {
  for (let at = 0; ; at += 1) {
    at = behind(raw, at, /[ \t]*/y);
    at = /["']/.test(raw[at] ?? '') ? endOfText(raw, at) : behind(raw, at, /[\w-]*/y);
    at = behind(raw, at, /[ \t]*/y);
    if (raw[at] !== '.') return at === raw.length;
  }
}

function behind(raw: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(raw)?.[0].length ?? 0);
}

/** Behind the closing quotes of the text that begins here. */
function endOfText(raw: string, start: number): number {
  const [quote = ''] = raw.slice(start);
  const quotes = raw.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + quotes.length;
  while (at < raw.length && !raw.startsWith(quotes, at)) at += quote === '"' && raw[at] === '\\' ? 2 : 1;
  at += quotes.length;
  // A text between three quotes may end with two more of its own.
  const most = quotes.length === 3 ? at + 2 : at;
  while (at < most && raw[at] === quote) at += 1;
  return at;
}
