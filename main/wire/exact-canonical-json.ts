import type { JsonValue } from './frame.ts';
import { jsonText } from './json-text.ts';
import { memberTexts } from './json-tokens.ts';

/** The value as JSON with sorted keys, numbers as they came: two values that any program could tell apart have two texts. */
export function exactCanonicalJson(value: JsonValue): string {
  return sorted(jsonText(value));
}

function sorted(text: string): string {
  if (text.startsWith('[')) return `[${[...memberTexts(text)].map(([, element]) => sorted(element)).join(',')}]`;
  if (!text.startsWith('{')) return text;
  const members = [...memberTexts(text)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`;
}
