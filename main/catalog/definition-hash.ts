import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import { memberTexts } from '../wire/json-tokens.ts';
import { sourceText } from '../wire/source-text.ts';
import type { ToolDefinition } from './tool.ts';

/**
 * SHA-256 (hex) of the canonical definition: unknown keys count, the order of keys doesn't. So that a yes for one number isn't one for
 * another that JavaScript takes for the same, numbers that it would write differently count as they are spelled.
 */
export function definitionHash(definition: ToolDefinition): string {
  const text = sourceText(definition);
  return createHash('sha256')
    .update(text === undefined ? canonicalJson(definition) : sorted(text))
    .digest('hex');
}

function sorted(text: string): string {
  if (text.startsWith('[')) return `[${[...memberTexts(text)].map(([, element]) => sorted(element)).join(',')}]`;
  if (!text.startsWith('{')) return text;
  const members = [...memberTexts(text)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`;
}
