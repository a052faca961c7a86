import type { z } from 'zod';
import type { Fault } from './fault.ts';
import { nearestKey } from './nearest-key.ts';
import type { Mistake } from './mistake.ts';
import { mistakesIn } from './relations.ts';
import { resolveSettings } from './resolve-settings.ts';
import { keysAt, settingsShape } from './schema.ts';
import type { Settings } from './settings.ts';
import { YamlSource } from './yaml-source.ts';

/** Of each kind; nobody reads more. */
const mostFaults = 50;

export type ParsedSettings = { readonly settings: Settings } | { readonly faults: readonly Fault[] };

/**
 * Reads config.yaml. Either all of it is right, or every fault is named with its place.
 * @param file only for the faults to name.
 * @param homeDirectory what `~` stands for.
 */
export function parseSettings(text: string, file: string, homeDirectory: string): ParsedSettings {
  const source = new YamlSource(text, file);
  if (source.faults.length > 0) return { faults: source.faults };
  const content = source.value();
  const checked = settingsShape.safeParse(content);
  const shapeFaults = checked.success ? [] : checked.error.issues.slice(0, mostFaults).flatMap((issue) => faultsOf(issue, source));
  const mistakes = firstOf(mistakesIn(content, homeDirectory)).map(({ path, message, at }) => source.faultIn(path, message, at));
  const faults = [...shapeFaults, ...mistakes].sort((a, b) => a.line - b.line || a.column - b.column);
  return checked.success && faults.length === 0 ? { settings: resolveSettings(checked.data, homeDirectory) } : { faults };
}

function firstOf(mistakes: Iterable<Mistake>): Mistake[] {
  const first: Mistake[] = [];
  for (const mistake of mistakes) if (first.push(mistake) === mostFaults) break;
  return first;
}

function faultsOf(issue: z.core.$ZodIssue, source: YamlSource): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostFaults).map((key) => source.faultIn([...issue.path, key], unknownKey(key, issue.path), 'key'));
  if (issue.code === 'invalid_key')
    return [source.faultIn(issue.path, `${nameOf(issue.path)} ${issue.issues[0]?.message ?? issue.message}`, 'key')];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((of) => !of.some(isOfAnotherType));
    if (meant !== undefined) return meant.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, source));
  }
  return [source.faultIn(issue.path, `${nameOf(issue.path)} ${issue.message}`, 'value')];
}

/** Of a choice of types it is not the one that was meant. */
function isOfAnotherType({ code, path }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const { known, later } = keysAt(path);
  if (later.includes(key)) return `\`${key}\` isn't available in this version: take it out`;
  const nearest = nearestKey(key, known);
  return `unknown key \`${key}\`; ${nearest === null ? `known here are ${known.join(', ')}` : `did you mean \`${nearest}\`?`}`;
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : `\`${path.map(String).join('.')}\``;
}
