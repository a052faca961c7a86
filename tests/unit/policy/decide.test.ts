import { describe, expect, it } from 'vitest';
import { decide } from '../../../main/policy/decide.ts';

describe('the decision about a call', () => {
  it('denies everything while all tools are paused, whatever was allowed before', () => {
    for (const risk of ['read', 'write', 'open-world', 'destructive'] as const) {
      expect(decide({ risk, paused: true, remembered: 'always' }).outcome).toBe('deny');
    }
  });

  it('asks about everything that does more than read', () => {
    for (const risk of ['write', 'open-world', 'destructive'] as const) {
      expect(decide({ risk, paused: false, remembered: null })).toEqual({ outcome: 'ask', rule: 'everything else asks' });
    }
  });

  it('lets reading run', () => {
    expect(decide({ risk: 'read', paused: false, remembered: null })).toEqual({ outcome: 'allow', rule: 'reading runs' });
  });

  it('follows an answer that the person gave before', () => {
    expect(decide({ risk: 'destructive', paused: false, remembered: 'always' }).outcome).toBe('allow');
    expect(decide({ risk: 'write', paused: false, remembered: 'session' }).outcome).toBe('allow');
  });
});
