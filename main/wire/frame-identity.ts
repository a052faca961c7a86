import type { RequestId } from './frame.ts';

/** Whose conversation a line belongs to that could not be read as a whole. */
export interface FrameIdentity {
  /** The id of a request that waits for an answer. */
  readonly id: RequestId | null;
  /** The id of the request that the line was meant to answer. */
  readonly answers?: RequestId;
}

const unknown: FrameIdentity = { id: null };
const token = /\s*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+)/gy;
const depthChange: ReadonlyMap<string, number> = new Map([
  ['{', 1],
  ['[', 1],
  ['}', -1],
  [']', -1],
]);
const idAtTheEnd = /[,{]\s*"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/**
 * Finds the id of a frame from the first bytes and, because several SDKs write the result before the id, from the last bytes
 * of its line. Only an id of the outermost object counts, never one that lies in the arguments or in the result.
 */
export function identify(head: Buffer, tail: Buffer): FrameIdentity {
  const begin = topLevelMembers(head.toString('utf8'));
  if (begin === null) return unknown;
  const id = asId(begin.get('id')) ?? asId(idAtTheEnd.exec(tail.toString('utf8'))?.[1]);
  if (id === null) return unknown;
  if (begin.has('method')) return { id };
  return begin.has('result') || begin.has('error') ? { id: null, answers: id } : unknown;
}

/** The members of the outermost object as far as the text reaches: scalar values as JSON text, others as their opening bracket. */
function topLevelMembers(text: string): Map<string, string> | null {
  const tokens = [...text.matchAll(token)].map(([, found = '']) => found);
  if (tokens[0] !== '{') return null;
  const members = new Map<string, string>();
  let depth = 0;
  for (const [at, found] of tokens.entries()) {
    // A value that nothing follows may have been cut off.
    if (depth === 1 && found === ':' && at + 2 < tokens.length) {
      const key = asKey(tokens[at - 1]);
      // Of two ids neither can be trusted.
      if (key === 'id' && members.has(key)) return null;
      members.set(key, tokens[at + 1] ?? '');
    }
    depth += depthChange.get(found) ?? 0;
  }
  return members;
}

function asKey(text: string | undefined): string {
  return text?.startsWith('"') === true ? text.slice(1, -1) : '';
}

function asId(text: string | undefined): RequestId | null {
  if (text === undefined) return null;
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : null;
  if (!text.startsWith('"') || !text.endsWith('"')) return null;
  try {
    return String(JSON.parse(text));
  } catch {
    // Not a JSON string after all: there is no id to be had.
    return null;
  }
}
