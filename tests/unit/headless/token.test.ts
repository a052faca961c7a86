import { describe, expect, it } from 'vitest';
import { WindowToken } from '../../../main/headless/token.ts';

describe("the window's token", () => {
  it('is not guessed with another scheme, a part of it, or nothing', () => {
    const token = new WindowToken();
    expect(token.judge(undefined)).toBe('missing');
    expect(token.judge('')).toBe('missing');
    expect(token.judge(`Basic ${token.value}`)).toBe('missing');
    expect(token.judge(`Bearer ${token.value.slice(0, -1)}`)).toBe('wrong');
    expect(token.judge(`Bearer ${token.value} `)).toBe('missing');
  });

  it('has 256 bits and is new each time', () => {
    expect(Buffer.from(new WindowToken().value, 'base64url')).toHaveLength(32);
    expect(new WindowToken().value).not.toBe(new WindowToken().value);
  });

  it('slows down guesses, for a minute, without locking its owner out', () => {
    let now = 1_000;
    const token = new WindowToken(() => now);
    const verdicts = Array.from({ length: 12 }, () => token.judge('Bearer guess'));
    expect(verdicts).toEqual([...Array.from({ length: 10 }, () => 'wrong'), 'throttled', 'throttled']);
    expect(token.judge(`Bearer ${token.value}`)).toBe('right');
    now += 60_001;
    expect(token.judge('Bearer guess')).toBe('wrong');
  });
});
