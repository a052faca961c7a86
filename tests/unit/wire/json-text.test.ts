import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../main/wire/frame.ts';
import { indentedJsonText, jsonText, spelledAs } from '../../../main/wire/json-text.ts';
import { parseFrame } from '../../../main/wire/parse-frame.ts';
import { readJson } from '../../../main/wire/read-json.ts';
import { hostileJson } from './hostile-json.ts';

function read(text: string): JsonValue {
  const { value, fault } = readJson(Buffer.from(text));
  if (fault !== null) throw new Error(fault.message);
  return value;
}

function readObject(text: string): JsonObject {
  // The tests below write objects only.
  return read(text) as JsonObject;
}

/** A number that stands alone has nothing to keep its spelling; messages are objects. */
const container = fc.oneof(hostileJson.object, hostileJson.list);

const odd = '{"z":9007199254740993,"2":1.0,"1":[1e400,-0,{"__proto__":{"x":0.10}}],"plain":{"a":"b"}}';

describe('a value on its way through', () => {
  it('is written with the numbers, names and order that it came with, whatever they are', () => {
    fc.assert(
      fc.property(container, (text) => {
        expect(jsonText(read(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps its text in a message that is made anew around it, at any depth', () => {
    fc.assert(
      fc.property(hostileJson.object, (text) => {
        const { frame } = parseFrame(Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"x","params":${text}}`));
        const params = (frame as { params: JsonObject }).params;
        expect(jsonText({ jsonrpc: '2.0', id: 7, result: { list: [params] } })).toBe(
          `{"jsonrpc":"2.0","id":7,"result":{"list":[${text}]}}`,
        );
      }),
    );
  });

  it('loses white space, of which a carriage return would end a line, and escapes that hide letters', () => {
    expect(jsonText(read(' {\r"a" :\t1.0 , "b\\/": [ ] , "\\u0063":"\\u0072\\u006d",\r"d":{ } }\r'))).toBe(
      '{"a":1.0,"b/":[],"c":"rm","d":{}}',
    );
  });

  it('keeps its text whatever white space came with it', () => {
    fc.assert(
      fc.property(container, fc.constantFrom('', ' ', '\r', '\t \r'), (text, space) => {
        const spaced = text.replace(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g, (token) => `${space}${token}${space}`);
        expect(jsonText(read(spaced))).toBe(text);
      }),
    );
  });

  it('can not be changed behind its text', () => {
    expect(() => Object.assign(readObject(odd), { z: 1 })).toThrow(TypeError);
  });
});

describe('an object that was made from another', () => {
  it('keeps what is the same, in its place, and only that', () => {
    const original = readObject(odd);
    const { plain: _plain, ...rest } = original;
    expect(jsonText(spelledAs({ ...rest, z: 5, added: 1 }, original))).toBe(
      '{"z":5,"2":1.0,"1":[1e400,-0,{"__proto__":{"x":0.10}}],"added":1}',
    );
  });

  it('keeps every member but the changed one, whatever they are', () => {
    fc.assert(
      fc.property(hostileJson.object, hostileJson.value, (text, last) => {
        const members = text.slice(1, -1);
        const before = `{"name":"a"${members === '' ? '' : `,${members}`},"last":${last}}`;
        const original = readObject(before);
        expect(jsonText(spelledAs({ ...original, name: 'b' }, original))).toBe(before.replace('"a"', '"b"'));
      }),
    );
  });

  it('takes a member from the original that holds it', () => {
    const [tick, meta] = [readObject('{"progressToken":3,"progress":1.0}'), readObject('{"progressToken":9007199254740993}')];
    const made = spelledAs({ ...tick, progressToken: 9007199254740992 }, tick, meta);
    expect(jsonText(made)).toBe('{"progressToken":9007199254740993,"progress":1.0}');
  });

  it('is an ordinary object where the originals hold nothing special', () => {
    const made = { b: 1, a: [1] };
    expect(spelledAs(made, { a: 1 })).toBe(made);
    expect(jsonText(made)).toBe('{"b":1,"a":[1]}');
  });

  it('is a shorter list with the same elements', () => {
    const list = read('[1.0,9007199254740993,{"a":-0},2]') as readonly JsonValue[];
    expect(jsonText(spelledAs(list.slice(0, 3), list))).toBe('[1.0,9007199254740993,{"a":-0}]');
  });
});

describe('a value as a person sees it', () => {
  it('has the same words as what is sent', () => {
    expect(indentedJsonText(read('{"a":9007199254740993,"1":[],"b":[1.0,{}],"c":"{,"}'))).toBe(
      '{\n  "a": 9007199254740993,\n  "1": [],\n  "b": [\n    1.0,\n    {}\n  ],\n  "c": "{,"\n}',
    );
  });

  it('is indented as JSON.stringify does it, where that writes the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (plain) => {
        const value = { plain, odd: 0 };
        const withOdd = read(JSON.stringify(value).replace(/"odd":0}$/, '"odd":1.0}'));
        expect(indentedJsonText(withOdd)).toBe(
          JSON.stringify(JSON.parse(JSON.stringify(value)), null, 2).replace(/"odd": 0\n}$/, '"odd": 1.0\n}'),
        );
      }),
    );
  });
});
