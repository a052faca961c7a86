import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { facadeDefinitions } from '../../../main/facade/facade-definitions.ts';

describe('the facade', () => {
  it('costs at most 500 tokens, all four definitions together', () => {
    expect(countTokens(JSON.stringify(facadeDefinitions))).toBeLessThanOrEqual(500);
  });

  it('is search_tools, describe_tool, call_tool and status with the inputs of the contract', () => {
    const inputs = facadeDefinitions.map(({ name, inputSchema }) => [
      name,
      Object.keys((inputSchema as { properties: object }).properties),
    ]);
    expect(Object.fromEntries(inputs)).toEqual({
      search_tools: ['query', 'limit', 'server'],
      describe_tool: ['name', 'names'],
      call_tool: ['name', 'arguments', 'fields', 'maxItems'],
      status: ['server'],
    });
  });

  it('claims to be harmless only where it is', () => {
    const harmless = facadeDefinitions.filter(
      ({ annotations }) => (annotations as { readOnlyHint?: boolean } | undefined)?.readOnlyHint === true,
    );
    expect(harmless.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'status']);
  });
});
