import { reasonOf } from '../lib/thrown.ts';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isList, isObject } from '../wire/parse-frame.ts';

const longestDetail = 300;

/** One line for the log: what kinds of content came back and how much; the text itself only of a failure. */
export function summaryOf(result: JsonObject): string {
  const blocks = isList(result['content']) ? result['content'] : [];
  if (result['isError'] === true) return shortened(blocks.map(textOf).join(' '));
  if (result['resultType'] === 'input_required') return askedFor(result['inputRequests']);
  if (result['resultType'] === 'task' || isObject(result['task'])) return 'task begun';
  const parts = blocks.slice(0, 5).map(describeBlock);
  if (blocks.length > 5) parts.push(`and ${blocks.length - 5} more`);
  if ('structuredContent' in result) parts.push('structured content');
  return parts.length > 0 ? parts.join(', ') : 'no content';
}

/** One line for the log about a call that failed. */
export function failureOf(error: unknown): string {
  return shortened(reasonOf(error));
}

function askedFor(requests: JsonValue | undefined): string {
  const methods = isObject(requests) ? Object.values(requests).map((request) => (isObject(request) ? request['method'] : null)) : [];
  const named = methods.filter((method) => typeof method === 'string').slice(0, 5);
  return named.length > 0 ? `asks for ${shortened(named.join(', '))} first` : 'is not done yet';
}

function describeBlock(block: JsonValue): string {
  const type = typeOf(block);
  return type === 'text' ? `text of ${textOf(block).length} characters` : type;
}

function typeOf(block: JsonValue): string {
  const type = isObject(block) ? block['type'] : undefined;
  return typeof type === 'string' ? type.slice(0, 40) : 'unknown content';
}

function textOf(block: JsonValue): string {
  const text = isObject(block) ? block['text'] : undefined;
  return typeof text === 'string' ? text : '';
}

function shortened(text: string): string {
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
}
