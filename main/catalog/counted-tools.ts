import { jsonText } from '../wire/json-text.ts';
import type { StoredTool } from './catalog-store.ts';
import { definitionHash } from './definition-hash.ts';
import type { CatalogTool, ToolDefinition } from './tool.ts';

/** Texts to o200k_base tokens, in the same order. Rejects when counting isn't possible. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

/** Characters of one definition, and of all of one server, that are counted; the rest is estimated: some texts take a tokenizer for ever. */
const countedLength = 20_000;
const countedTotal = 4_000_000;

/** Hashes every definition and counts those that were not counted before. What can't be counted now is stored without a count, and tried again. */
export async function countedTools(
  definitions: readonly ToolDefinition[],
  before: readonly StoredTool[],
  countTokens: (texts: readonly string[]) => Promise<readonly (number | null)[]>,
): Promise<readonly StoredTool[]> {
  const known = new Map(before.map(({ hash, tokens }) => [hash, tokens]));
  const tools = definitions.map((definition) => ({ definition, hash: definitionHash(definition) }));
  const uncounted = tools
    .filter(({ hash }) => (known.get(hash) ?? null) === null)
    .map((tool) => ({ ...tool, text: jsonText(tool.definition) }));
  const within = limit();
  const { counted = [], estimated = [] } = Object.groupBy(uncounted, ({ text }) => (within(text) ? 'counted' : 'estimated'));
  for (const { hash, definition } of estimated) known.set(hash, estimatedTokens(definition));
  const counts = counted.length === 0 ? [] : await countTokens(counted.map(({ text }) => text));
  for (const [index, { hash }] of counted.entries()) known.set(hash, counts[index] ?? null);
  return tools.map((tool) => ({ ...tool, tokens: known.get(tool.hash) ?? null }));
}

function limit(): (text: string) => boolean {
  let total = 0;
  return ({ length }) => {
    if (length <= countedLength) total += length;
    return length <= countedLength && total <= countedTotal;
  };
}

export function catalogTool(server: string, { definition, hash, tokens }: StoredTool): CatalogTool {
  return { server, qualifiedName: `${server}.${definition.name}`, definition, hash, tokens: tokens ?? estimatedTokens(definition) };
}

/** Where nothing was counted: a token per three bytes of JSON, which is more than definitions in any language were seen to take. */
function estimatedTokens(definition: ToolDefinition): number {
  return Math.ceil(Buffer.byteLength(JSON.stringify(definition)) / 3);
}
