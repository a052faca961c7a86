import type { JsonObject, JsonValue } from './frame.ts';
import { indented, memberTexts } from './json-tokens.ts';
import { keepSourceText, sourceText } from './source-text.ts';

type Container = JsonObject | readonly JsonValue[];

/**
 * The value as JSON, as `JSON.stringify` writes it, but for what came in spelled otherwise: that goes out as it came, as long as it is the
 * very same object or list. The one way to write what goes on to another program or is shown to a person.
 */
export function jsonText(value: unknown): string {
  return holdsSource(value) ? written(value) : (JSON.stringify(value) ?? 'null');
}

/**
 * Tells that `made` was made from `originals`: what is still the same in it (a number, or an object) keeps the spelling that it has in the
 * first of them that holds it under the same name, and names keep the order that they have in the first of all.
 */
export function spelledAs<Made extends Container>(made: Made, ...originals: readonly Container[]): Made {
  if (sourceText(made) !== undefined || originals.every((original) => sourceText(original) === undefined)) return made;
  const members = new Map(Object.entries(made).filter(([, member]) => member !== undefined));
  const most = Array.isArray(made) ? made.length : Infinity;
  const sources = originals.map((original) => ({ original, texts: new Map(textsOf(original).take(most)) }));
  const names = [...(sources[0]?.texts.keys() ?? []), ...members.keys()].filter((name) => members.has(name));
  const texts = [...new Set(names)].map((name) => {
    const same = sources.find(({ original }) => Object.hasOwn(original, name) && Object.is(Reflect.get(original, name), members.get(name)));
    return [name, same?.texts.get(name) ?? written(members.get(name))] as const;
  });
  return keepSourceText(made, Array.isArray(made) ? listOf(texts) : objectOf(texts));
}

/** As `JSON.stringify` indents, with the same words as `jsonText`. */
export function indentedJsonText(value: unknown): string {
  if (!holdsSource(value)) return JSON.stringify(value, null, 2) ?? 'null';
  return indented(written(value));
}

/** Stops at the first. Most messages have none, and looking for it is cheaper than writing them. */
function holdsSource(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (sourceText(value) !== undefined) return true;
  for (const member of Array.isArray(value) ? value : Object.values(value)) if (holdsSource(member)) return true;
  return false;
}

function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const text = sourceText(value);
  if (text !== undefined) return text;
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return objectOf(members.map(([name, member]) => [name, written(member)]));
}

function textsOf(original: Container): Generator<readonly [string, string]> {
  return memberTexts(sourceText(original) ?? written(original));
}

function objectOf(texts: readonly (readonly [string, string])[]): string {
  return `{${texts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function listOf(texts: readonly (readonly [string, string])[]): string {
  return `[${texts.map(([, text]) => text).join(',')}]`;
}
