import { beforeBreak, indentOfLine, lineEnd, lineStart, ownIndent } from './position.ts';
import { deletion, insertion, type Splice } from './splice.ts';

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Items between brackets, with commas between them: an object of JSON, an inline table of TOML, a flow collection of YAML. */
export interface Bracketed {
  readonly text: string;
  /** Behind the opening bracket. */
  readonly open: number;
  /** Of the closing bracket. */
  readonly close: number;
  readonly items: readonly Extent[];
  /** Sticky: one comment of this format. */
  readonly comment: RegExp;
}

export interface NewItem {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
  /** Whether an empty list opens up into lines of its own. */
  readonly opensUp: boolean;
  /** Between a comma and what follows on the same line. */
  readonly gap: string;
  /** @param indent of the item's line; null where it goes on a line with others. */
  readonly print: (indent: string | null) => string;
}

/** Puts an item behind the last one, in the way in which that one is written. */
export function itemAdded(list: Bracketed, item: NewItem): Splice[] {
  const last = list.items.at(-1);
  if (last === undefined) return [intoEmpty(list, item)];
  const indent = ownIndent(list.text, last.start) ?? ownIndent(list.text, list.items[0]?.start ?? last.start);
  const comma = commaBetween(list, last.end, list.close);
  if (indent === null) return comma === null ? [insertion(last.end, `,${item.gap}${item.print(null)}`)] : [behindComma(comma, item)];
  const anchor = behindRemarks(list, comma === null ? last.end : comma + 1);
  const line = item.eol + indent + item.print(indent);
  return comma === null ? [insertion(last.end, ','), insertion(anchor, line)] : [insertion(anchor, `${line},`)];
}

/** A list that ends with a comma still does afterwards. */
function behindComma(comma: number, item: NewItem): Splice {
  return insertion(comma + 1, `${item.gap}${item.print(null)},`);
}

function intoEmpty({ text, open, close }: Bracketed, item: NewItem): Splice {
  const inner = text.slice(open, close);
  const kept = inner.trimEnd();
  if (kept === '' && !item.opensUp) return { offset: open, length: inner.length, content: item.print(null) };
  const base = indentOfLine(text, open);
  const line = item.eol + base + item.unit + item.print(base + item.unit);
  if (kept === '') return { offset: open, length: inner.length, content: line + item.eol + base };
  return insertion(open + kept.length, /[\r\n]/.test(inner.slice(kept.length)) ? line : line + item.eol + base);
}

/** Takes one item out, and the one comma that it needed. Comments stay, also one behind it on its line. */
export function itemRemoved(list: Bracketed, index: number): Splice[] {
  const [item, next, previous] = [list.items[index], list.items[index + 1], index === 0 ? undefined : list.items[index - 1]];
  if (item === undefined) return [];
  const comma = commaBetween(list, item.end, next?.start ?? list.close);
  if (list.items.length === 1 && isBlank(list, item, comma)) return [deletion(list.open, list.close)];
  if (comma !== null) return withOwnComma(list, item, comma, next);
  const before = previous === undefined ? null : commaBetween(list, previous.end, item.start);
  return [...(before === null ? [] : [commaOnly(before)]), lineOf(list, item, next)];
}

function withOwnComma(list: Bracketed, item: Extent, comma: number, next: Extent | undefined): Splice[] {
  const isAdjacent = list.text.slice(item.end, comma).trim() === '';
  return isAdjacent ? [lineOf(list, { start: item.start, end: comma + 1 }, next)] : [lineOf(list, item, next), commaOnly(comma)];
}

function commaOnly(offset: number): Splice {
  return deletion(offset, offset + 1);
}

/** Whether nothing but white space would be left between the brackets. */
function isBlank({ text, open, close }: Bracketed, item: Extent, comma: number | null): boolean {
  const rest = comma === null ? text.slice(item.end, close) : text.slice(item.end, comma) + text.slice(comma + 1, close);
  return (text.slice(open, item.start) + rest).trim() === '';
}

/** The item with its line, where it has one to itself; else with the space that set it apart. */
function lineOf(list: Bracketed, item: Extent, next: Extent | undefined): Splice {
  const { text } = list;
  const gap = next === undefined || next.start > lineEnd(text, item.end) ? null : text.slice(item.end, next.start);
  if (gap !== null && gap.trim() === '') return deletion(item.start, next?.start ?? item.end);
  if (ownIndent(text, item.start) === null) return deletion(text.slice(0, item.start).trimEnd().length, item.end);
  return ownLineOf(list, item);
}

function ownLineOf(list: Bracketed, item: Extent): Splice {
  const { text, close } = list;
  const rest = lineEnd(text, item.end);
  const behind = text.slice(item.end, Math.min(rest, Math.max(close, item.end)));
  if (behind.trim() !== '' || (close < rest && isBehindRemark(list, item))) return deletion(item.start, item.end);
  return deletion(beforeBreak(text, lineStart(text, item.start)), close < rest ? item.end : rest);
}

/** Whether the line above ends in a comment, which would swallow what follows without its line break. */
function isBehindRemark({ text, open, items }: Bracketed, { start }: Extent): boolean {
  const above = items.findLast(({ end }) => end <= start)?.end ?? open;
  return /(?:#|\/\/)[^\r\n]*[\r\n]+[ \t]*$/.test(text.slice(above, start));
}

function commaBetween(list: Bracketed, from: number, to: number): number | null {
  for (let at = from; at < to; at += 1) {
    const comment = commentAt(list, at);
    if (comment > 0) at += comment - 1;
    else if (list.text[at] === ',') return at;
  }
  return null;
}

/** Behind the comments that begin on this line, and the white space at its end. */
function behindRemarks(list: Bracketed, from: number): number {
  let anchor = from;
  for (let at = from; at < list.close; at += 1) {
    const length = commentAt(list, at);
    if (length === 0 && /[\r\n]/.test(list.text[at] ?? '')) return at;
    if (length === 0 && !/[ \t]/.test(list.text[at] ?? '')) break;
    if (length === 0) continue;
    at += length - 1;
    anchor = at + 1;
  }
  return anchor;
}

function commentAt({ text, comment }: Bracketed, offset: number): number {
  comment.lastIndex = offset;
  return comment.exec(text)?.[0].length ?? 0;
}
