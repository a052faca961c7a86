import fc from 'fast-check';

const numbers = [
  '9007199254740993',
  '1.0',
  '1e400',
  '-0',
  '-1E-7',
  '0.1',
  '1e2',
  '123456789012345678901234567890',
  '5',
  '-17',
  '1.50',
  '0e0',
];
const words = ['null', 'true', '""', '"a"', '"é\u2028"', '"\\ud800"', '"\\u0000"', '"\\"{[,:"', '"\\\\"'];
const names = [
  'b',
  'a',
  '1',
  '0',
  '10',
  '4294967295',
  '9007199254740993',
  '__proto__',
  'constructor',
  'toString',
  'é',
  '',
  'x y',
  '\\n',
  '\\"',
];

/** JSON without white space, with all that JavaScript would write differently; strings are as `JSON.stringify` writes them. */
export const hostileJson = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...numbers, ...words), tie('object'), tie('list')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((elements) => `[${elements.join(',')}]`),
  object: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 5, selector: ([name]) => name })
    .map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`),
}));
