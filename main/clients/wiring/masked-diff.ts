import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { redacted } from '../../audit/keyed-values.ts';
import { withoutKnown } from '../../audit/known-secrets.ts';
import { isSecretKey } from '../../audit/secret-keys.ts';
import { withoutSecrets } from '../../audit/secret-text.ts';
import { isJsonRecord } from '../../lib/json-record.ts';

/** Characters of a line that are shown of what doesn't change in it. */
const around = 120;
const longestLine = 1_000;
const mostLines = 3_000;

/** Lines that come or go. Telling two texts apart that share little takes the square of it. */
const mostEdits = 1_000;

export interface Sides {
  readonly path: string;
  /** Null: there is no file. */
  readonly before: string | null;
  readonly after: string | null;
  /** What the servers of both sides say, to know their secrets by. */
  readonly servers: readonly unknown[];
}

/** A unified diff without keys, tokens and what else servers are given as secrets. Empty where nothing changes. */
export function maskedDiff({ path, before, after, servers }: Sides): string {
  if (before === after) return '';
  const [one, other] = withinLines(before ?? '', after ?? '');
  const names = [before === null ? '/dev/null' : path, after === null ? '/dev/null' : path] as const;
  const secrets = [...new Set(servers.flatMap((server) => secretsIn(server)))].toSorted((a, b) => b.length - a.length);
  const lines = withoutSpelled(withoutKnown(patchOf(names, one, other), secrets), secrets).split('\n');
  const shown = lines.slice(0, mostLines).map((line) => shortened(withoutSecrets(line)));
  return [...shown, ...(lines.length > mostLines ? [`… [cut: ${lines.length} lines in all]`] : [])].join('\n');
}

function patchOf(names: readonly [string, string], before: string, after: string): string {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: mostEdits };
  const patch = createTwoFilesPatch(...names, before, after, undefined, undefined, options);
  const [from, to] = [before, after].map((text) => text.split('\n').length);
  return patch ?? `--- ${names[0]}\n+++ ${names[1]}\n@@ Too much differs to be shown line by line: ${from} lines become ${to}. @@\n`;
}

/** A file on one long line is shown where it differs. */
function withinLines(before: string, after: string): readonly [string, string] {
  if (!isLong(before) && !isLong(after)) return [before, after];
  const start = breakBefore(before, Math.max(commonStart(before, after) - around, 0));
  const end = before.length - breakBehind(before, before.length - Math.max(commonEnd(before, after, start) - around, 0));
  return [excerpt(before, start, end), excerpt(after, start, end)];
}

/** A value that is cut could not be told for a secret any more, and neither could one without its key. */
function breakBefore(text: string, at: number): number {
  const breaks = [...text.slice(0, at).matchAll(/\n|[,{[]\s*(?=")/g)].at(-1);
  return breaks === undefined ? 0 : breaks.index + breaks[0].length;
}

function breakBehind(text: string, at: number): number {
  const found = /\n|(?<!\\)"\s*[,}\]]/.exec(text.slice(at));
  return found === null ? text.length : at + found.index + found[0].length;
}

function isLong(text: string): boolean {
  return text.split('\n').some(({ length }) => length > longestLine);
}

function excerpt(text: string, start: number, end: number): string {
  return `${start === 0 ? '' : '… '}${text.slice(start, text.length - end)}${end === 0 ? '' : ' …'}`;
}

function commonStart(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return index;
}

function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  let count = 0;
  while (count < most && one[one.length - 1 - count] === other[other.length - 1 - count]) count += 1;
  return count;
}

function shortened(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)}… [cut: ${line.length} characters in all]`;
}

/** Without texts that spell one of these in another way, such as `\u0061` for `a`. */
function withoutSpelled(patch: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return patch;
  // A choice for each character would use up the stack on a text of megabytes.
  return patch.replaceAll(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"/g, (literal) =>
    secrets.some((secret) => spelled(literal).includes(secret)) ? `"${redacted}"` : literal,
  );
}

function spelled(literal: string): string {
  try {
    return literal.includes('\\') ? String(JSON.parse(literal)) : '';
  } catch {
    // It is none of JSON's texts.
    return '';
  }
}

/** Shorter values stand in too many innocent texts. */
const shortest = 6;

/** Values under a name that sounds like a secret, at any depth; Patchbay's own key for the app is one. */
function secretsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const isSecret = key === 'PATCHBAY_APP_KEY' || isSecretKey(key) || withoutSecrets(value) !== value;
    return isSecret && value.length >= shortest ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, announcedBy(value[index - 1])));
  return isJsonRecord(value) ? Object.entries(value).flatMap(([name, inner]) => secretsIn(inner, name)) : [];
}

/** `["--token", "…"]`. */
function announcedBy(before: unknown): string {
  return typeof before === 'string' && /^--?[A-Za-z][\w-]*$/.test(before) ? before.replace(/^-+/, '') : '';
}
