import { describe, expect, it } from 'vitest';
import { definitionHash } from '../../../main/catalog/definition-hash.ts';
import type { ToolDefinition } from '../../../main/catalog/tool.ts';
import { readJsonText } from '../../../main/wire/read-json.ts';

function hashOf(text: string): string {
  // The texts below are definitions.
  return definitionHash(readJsonText(text) as ToolDefinition);
}

describe('the hash of a definition', () => {
  it('is the same in another order of its keys, also where its numbers are exact', () => {
    expect(hashOf('{"name":"a","x":[1,2]}')).toBe(hashOf('{"x":[1,2],"name":"a"}'));
    expect(hashOf('{"name":"a","2":{"b":1.0,"a":2},"1":0}')).toBe(hashOf('{"1":0,"name":"a","2":{"a":2,"b":1.0}}'));
  });

  it('is another for numbers that JavaScript takes for the same', () => {
    const limits = ['9007199254740992', '9007199254740993', '1e400', '2e400'];
    expect(new Set(limits.map((limit) => hashOf(`{"name":"a","maximum":${limit}}`))).size).toBe(limits.length);
  });

  it('is another for another order of a list', () => {
    expect(hashOf('{"name":"a","x":[1.0,2]}')).not.toBe(hashOf('{"name":"a","x":[2,1.0]}'));
  });

  it('does not depend on whether a name needs its order kept', () => {
    expect(hashOf('{"name":"a","1":0}')).toBe(hashOf('{"1":0,"name":"a"}'));
  });
});
