import { describe, expect, it } from 'vitest';
import { knownSecrets, withoutKnown } from '../../../main/audit/known-secrets.ts';

const environment = { SERVICE_TOKEN: 'correct "horse" battery', MODE: 'production', HOME_FOLDER: '/home/ada', PIN_SECRET: '12' };

describe('a secret that a server was given', () => {
  it('is taken out of every text, also where it stands inside JSON', () => {
    const secrets = knownSecrets([environment]);
    expect(withoutKnown('401 for correct "horse" battery', secrets)).toBe('401 for [redacted]');
    expect(withoutKnown(JSON.stringify({ message: environment.SERVICE_TOKEN }), secrets)).toBe('{"message":"[redacted]"}');
  });

  it('is what has the name or the look of one; other settings stay readable', () => {
    expect(knownSecrets([environment])).toEqual(['correct "horse" battery']);
    expect(knownSecrets([{ X: 'ghp_0123456789abcdefghijklmnopqrstuvwxyz' }])).toHaveLength(1);
  });

  it('is also what is known to be one, however it looks', () => {
    expect(knownSecrets([{ MODE: 'production' }], ['plain-value', 'abc'])).toEqual(['plain-value']);
  });

  it('that is part of another is taken out after it', () => {
    const secrets = knownSecrets([{ A_TOKEN: 'abcdef', B_TOKEN: 'abcdefghi' }]);
    expect(withoutKnown('abcdefghi abcdef', secrets)).toBe('[redacted] [redacted]');
  });
});
