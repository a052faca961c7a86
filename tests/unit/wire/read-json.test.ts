import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDepth, maxValues, readJson, readJsonText } from '../../../main/wire/read-json.ts';
import { hostileJson } from './hostile-json.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

function faultOf(text: string): string | undefined {
  return readJson(Buffer.from(text)).fault?.kind;
}

describe('JSON from outside', () => {
  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[[{"x":{"a":1,"b":[],"a":1}}]]',
    '{"__proto__":1,"__proto__":2}',
    '{"1":1,"1":1}',
    '{"":1,"":1}',
    '{"a":{},"b":"\\":{","a":{}}',
  ])('is refused with a name twice in one object: %s', (text) => {
    expect(readJson(Buffer.from(text)).fault).toMatchObject({ kind: 'not_a_frame', message: expect.stringContaining('twice') });
  });

  it('is refused with a name twice wherever that is', () => {
    fc.assert(
      fc.property(hostileJson.object, hostileJson.value, fc.array(fc.boolean(), { maxLength: 20 }), (object, value, path) => {
        const rest = object === '{}' ? '' : `,${object.slice(1, -1)}`;
        const twice = `{"twice":${value},"other":1,"twice":${value}${rest}}`;
        const text = path.reduce((inner, list) => (list ? `[1,${inner}]` : `{"q":"\\"","in":${inner}}`), twice);
        expect(faultOf(text)).toBe('not_a_frame');
      }),
    );
  });

  it('is accepted with the same name in different objects, and with colons in its strings', () => {
    expect(faultOf('{"a":{"a":[{"a":":\\":"},{"a":1}]},"b":":"}')).toBeUndefined();
  });

  it('is refused with half a surrogate pair in a name, which can become another name, and accepted with it in a string', () => {
    expect(faultOf('{"a\\ud800":1}')).toBe('not_a_frame');
    expect(faultOf('{"\\ud83d\\ude00":"\\ud800"}')).toBeUndefined();
  });

  it.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate as bytes', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xe2, 0x82, 0x22]],
    ['a zero byte', [0x22, 0x00, 0x22]],
  ])('is refused with %s', (_what, bytes) => {
    expect(readJson(Buffer.from(bytes)).fault?.kind).toBe('not_json');
  });

  it('is refused below its deepest level, also where it lies in a text', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(faultOf(nested(maxDepth))).toBeUndefined();
    expect(faultOf(nested(maxDepth + 1))).toBe('too_deep');
    expect(readJsonText(nested(maxDepth + 1))).toBeUndefined();
  });

  it('is refused with more values than are read in a moment, before it is parsed', () => {
    const values = (count: number) => `[${Array(count).fill('[]').join(',')}]`;
    expect(faultOf(values(maxValues + 1))).toBeUndefined();
    expect(faultOf(values(maxValues + 2))).toBe('too_large');
    expect(faultOf(`"${',\\",'.repeat(maxValues)}"`)).toBeUndefined();
  });

  it('is the value that JSON.parse gives', () => {
    fc.assert(
      fc.property(hostileJson.value, (text) => {
        expect(readJson(Buffer.from(text)).value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never makes the reader throw, whatever the text is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      '1',
      '-',
      '.',
      'e',
      '\\u',
      'd800',
      'null',
      ' ',
      '\r',
      'é',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { value, fault } = readJson(Buffer.from(parts.join('')));
        expect(value === null || fault === null).toBe(true);
        readJsonText(parts.join(''));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['numbers to keep', '1.0,'],
    ['white space', '1.0, '],
    ['escapes', '"\\u0061",'],
    ['names to count', '{"1":1},'],
    ['quotes', '"\\"\\"\\"\\"",'],
    ['a long number', '1'],
  ])('of 4 MiB costs a bounded time with %s', async (_what, piece) => {
    const text = `[1.0,${piece.repeat((4 * 1024 * 1024) / piece.length)}0]`;
    const time = await thinkingTime(() => expect(faultOf(text)).toBeUndefined());
    expect(time).toBeLessThan(10_000);
  });
});
