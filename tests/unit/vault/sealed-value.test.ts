import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from '../../../main/vault/sealed-value.ts';

const key = randomBytes(32);
/** Any text of JavaScript's, half surrogate pairs included. */
const utf16 = fc.uint16Array({ maxLength: 200 }).map((units) => String.fromCharCode(...units));
const now = new Date('2026-11-21T10:00:00Z');

describe('a sealed value', () => {
  it('is what it was, whatever it was', () => {
    fc.assert(
      fc.property(utf16, fc.string({ maxLength: 80 }), (value, name) => {
        expect(unseal(key, name, seal(key, name, value, now))).toBe(value.toWellFormed());
      }),
    );
  });

  it.each([1_280, 1_281, 5_558, 60_000, 100_000])('of %i characters is what it was', (length) => {
    const value = 'ü'.repeat(length);
    expect(unseal(key, 'sign-in/docs/tokens', seal(key, 'sign-in/docs/tokens', value, now))).toBe(value);
  });

  it('is never written twice with one initial vector, and looks different each time', () => {
    const sealed = Array.from({ length: 1_000 }, () => seal(key, 'a', 'the same', now));
    expect(new Set(sealed.map(({ iv }) => iv)).size).toBe(1_000);
    expect(new Set(sealed.map(({ ciphertext }) => ciphertext)).size).toBe(1_000);
  });

  it('can be read under no other name and with no other key', () => {
    const sealed = seal(key, 'github-token', 's3cret', now);
    expect(unseal(key, 'gitlab-token', sealed)).toBeNull();
    expect(unseal(key, 'github-token ', sealed)).toBeNull();
    expect(unseal(randomBytes(32), 'github-token', sealed)).toBeNull();
  });

  it('can not be read once a bit of it is another', () => {
    const sealed = seal(key, 'a', 'a value of some length', now);
    const spoil = fc.record({ part: fc.constantFrom('iv', 'ciphertext', 'tag'), bit: fc.nat(95) });
    fc.assert(
      fc.property(spoil, ({ part, bit }) => {
        const bytes = Buffer.from(sealed[part], 'base64');
        const at = (bit >> 3) % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
        expect(unseal(key, 'a', { ...sealed, [part]: bytes.toString('base64') })).toBeNull();
      }),
    );
  });

  it('can not be read with a shortened tag', () => {
    const sealed = seal(key, 'a', 'value', now);
    const tag = Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64');
    expect(unseal(key, 'a', { ...sealed, tag })).toBeNull();
  });
});
