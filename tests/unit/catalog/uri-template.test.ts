import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UriTemplate } from '../../../main/catalog/uri-template.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

describe('a URI template', () => {
  it.each([
    ['test://template/{id}/data', 'test://template/123/data'],
    ['file:///{+path}', 'file:///home/a/b.txt'],
    ['db://{table}{?limit,offset}', 'db://users'],
    ['db://{table}{?limit,offset}', 'db://users?limit=3&offset=4'],
    ['repo://{owner}/{name}{/path*}', 'repo://a/b/c/d'],
    ['doc://x{#section}', 'doc://x#two'],
    ['{+uri}', 'anything:at/all'],
  ])('%s fits %s', (template, uri) => {
    expect(new UriTemplate(template).matches(uri)).toBe(true);
  });

  it.each([
    ['test://template/{id}/data', 'test://template//data'],
    ['test://template/{id}/data', 'test://template/1/2/data'],
    ['test://template/{id}/data', 'test://template/1/data/more'],
    ['file:///{+path}', 'http:///x'],
    ['file:///no-expression', 'file:///no-expression'],
    ['broken://{id', 'broken://{id'],
  ])('%s does not fit %s', (template, uri) => {
    expect(new UriTemplate(template).matches(uri)).toBe(false);
  });

  it('fits what is made from it', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_.~%-]{1,12}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z/:?=-]{0,6}$/), name), { minLength: 1, maxLength: 8 }), (parts) => {
        const template = parts.map(([literal], index) => `${literal}{v${index}}`).join('');
        expect(new UriTemplate(template).matches(parts.map(([literal, value]) => literal + value).join(''))).toBe(true);
      }),
    );
  });

  it('is soon done with whatever a stranger makes of it', async () => {
    const time = await thinkingTime(() => {
      expect(new UriTemplate('{+a}'.repeat(60)).matches('a'.repeat(4_000))).toBe(true);
      expect(new UriTemplate(`${'{+a}a'.repeat(30)}!`).matches('a'.repeat(4_000))).toBe(false);
      expect(new UriTemplate('{a}'.repeat(1_000)).matches('a')).toBe(false);
    });
    expect(time).toBeLessThan(1_000);
  });
});
