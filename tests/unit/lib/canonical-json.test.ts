import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../main/lib/canonical-json.ts';

describe('canonical JSON', () => {
  it('has one spelling for a value', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'ä\n' }], a: -0, z: undefined, __proto: 1 })).toBe(
      '{"__proto":1,"a":0,"b":[1,{"c":"ä\\n","d":null}]}',
    );
  });

  it('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });

  it('says the same value as ordinary JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
