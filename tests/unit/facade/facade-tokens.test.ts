import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { facadeDefinitions } from '../../../main/facade/facade-definitions.ts';
import { facadeTokens } from '../../../main/facade/facade-tokens.ts';

describe('the cost of the facade', () => {
  it('is what a tokenizer counts, and at most 500 tokens', () => {
    expect(facadeTokens).toBe(encode(JSON.stringify(facadeDefinitions)).length);
    expect(facadeTokens).toBeLessThanOrEqual(500);
  });
});
