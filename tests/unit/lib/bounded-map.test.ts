import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../main/lib/bounded-map.ts';

const held = (map: BoundedMap<string, string>) => ['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined);
const byLength = { most: 10, of: (text: string) => text.length };

describe('a map that a stranger can fill', () => {
  it('forgets what was put in first when it holds too many', () => {
    const map = new BoundedMap<string, string>(2);
    for (const key of ['a', 'b', 'a', 'c']) map.set(key, key);
    expect(held(map)).toEqual(['a', 'c']);
  });

  it('forgets what was put in first when that is too heavy', () => {
    const map = new BoundedMap<string, string>(100, byLength);
    for (const key of ['a', 'b', 'c']) map.set(key, 'xxxx');
    expect(held(map)).toEqual(['b', 'c']);
    map.set('d', 'x'.repeat(10));
    expect(held(map)).toEqual(['d']);
  });

  it('keeps what was put in last, however heavy', () => {
    const map = new BoundedMap<string, string>(100, byLength);
    map.set('a', 'x');
    map.set('b', 'x'.repeat(50));
    expect(held(map)).toEqual(['b']);
    map.set('c', 'x');
    expect(held(map)).toEqual(['c']);
  });

  it('has room again for what was taken out or replaced', () => {
    const map = new BoundedMap<string, string>(100, byLength);
    map.set('a', 'x'.repeat(9));
    map.set('a', 'x');
    map.set('b', 'x'.repeat(8));
    expect(held(map)).toEqual(['a', 'b']);
    map.delete('b');
    map.set('c', 'x'.repeat(8));
    map.prune((value) => value === 'x');
    map.set('d', 'x');
    expect(held(map)).toEqual(['c', 'd']);
  });
});
