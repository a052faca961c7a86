import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { McpClient } from './mcp-client.ts';

export interface ShownTools {
  readonly tools: number;
  /** o200k_base tokens of the definitions as JSON, as an app gets them. */
  readonly tokens: number;
}

export async function shownTools(client: McpClient): Promise<ShownTools> {
  const { tools = [] } = await client.request('tools/list', {});
  return {
    tools: tools.length,
    tokens: tools.map((tool) => countTokens(JSON.stringify(tool))).reduce((total, tokens) => total + tokens, 0),
  };
}
