import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../../main/wire/parse-frame.ts';
import { thinkingTime } from '../../helpers/thinking-time.ts';

function parse(text: string): ReturnType<typeof parseFrame> {
  return parseFrame(Buffer.from(text));
}

function faultOf(text: string): unknown {
  const { fault } = parse(text);
  if (fault === null) return null;
  const { message: _sentence, excerpt: _begin, ...rest } = fault;
  return rest;
}

describe('a line that is not JSON', () => {
  it.each(['hello', '{"jsonrpc":"2.0"', '\u001b[32mready\u001b[0m', '\u0000', '{"jsonrpc":"2.0","method":"a"} {}', 'NaN'])(
    'is refused: %j',
    (text) => {
      expect(faultOf(text)).toEqual({ kind: 'not_json', id: null });
    },
  );

  it('is refused when its bytes are not UTF-8, with the id of its request', () => {
    const line = Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}}'),
    ]);
    expect(parseFrame(line).fault).toMatchObject({ kind: 'not_json', id: 7 });
  });

  it('is refused when it is UTF-16', () => {
    expect(parseFrame(Buffer.from('\uFEFF{"jsonrpc":"2.0","method":"a"}', 'utf16le')).fault?.kind).toBe('not_json');
  });
});

function nested(levels: number): string {
  return `{"jsonrpc":"2.0","id":1,"result":{"a":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
}

describe('a message that is nested too deep', () => {
  it('is refused at a million levels at once', async () => {
    const line = Buffer.from(`{"jsonrpc":"2.0","id":"a","method":"x","params":{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}}`);
    const time = await thinkingTime(() => expect(parseFrame(line).fault).toMatchObject({ kind: 'too_deep', id: 'a' }));
    expect(time).toBeLessThan(50);
  });

  it('is one with 65 levels, not one with 64', () => {
    expect(parse(nested(64)).fault).toBeNull();
    expect(faultOf(nested(65))).toEqual({ kind: 'too_deep', id: null, answers: 1 });
  });

  it('is not one with brackets and escaped quotes inside its strings', () => {
    const text = `${'['.repeat(100)}\\"${'{'.repeat(100)}"`;
    expect(parse(JSON.stringify({ jsonrpc: '2.0', method: 'x', params: { text } })).frame).toMatchObject({ params: { text } });
  });
});

describe('JSON that is not a JSON-RPC message', () => {
  it.each([
    ['[{"jsonrpc":"2.0","id":1,"method":"x"}]', null],
    ['{"id":1,"method":"x"}', 1],
    ['{"jsonrpc":"2.0","id":3}', 3],
    ['{"jsonrpc":"2.0","id":1,"method":5}', 1],
    ['{"jsonrpc":"2.0","id":"a","method":"x","params":[1]}', 'a'],
    ['{"jsonrpc":"2.0","id":null,"method":"x"}', null],
    ['{"jsonrpc":"2.0","id":1.5,"method":"x"}', null],
    ['{"jsonrpc":"2.0","id":1e400,"method":"x"}', null],
    ['{"jsonrpc":"2.0","id":{},"method":"x"}', null],
    ['{"level":"info","message":"started"}', null],
    ['5', null],
    ['null', null],
  ])('is refused with the id of the request: %s', (text, id) => {
    expect(faultOf(text)).toEqual({ kind: 'not_a_frame', id });
  });

  it.each([
    '{"jsonrpc":"2.0","id":3,"result":[]}',
    '{"jsonrpc":"2.0","id":3,"result":{},"error":{"code":1,"message":""}}',
    '{"jsonrpc":"2.0","id":3,"error":{"code":"x","message":""}}',
  ])('is refused with the id that it answers: %s', (text) => {
    expect(faultOf(text)).toEqual({ kind: 'not_a_frame', id: null, answers: 3 });
  });
});

describe('a message that another program could read differently', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":4,"method":"tools/list","method":"tools/call"}', 4],
    ['{"jsonrpc":"2.0","id":4,"method":"tools/list","Method":"tools/call"}', 4],
    ['{"jsonrpc":"2.0","ID":4,"method":"tools/list"}', null],
    ['{"jsonrpc":"2.0","id":4,"method":"x","Params":{}}', 4],
    ['{"jsonrpc":"2.0","id":4,"method":"x","param\u017f":{}}', 4],
    ['{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"a","NAME":"b"}}', 4],
    ['{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"a","Arguments":{}}}', 4],
    ['{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"a","arguments":{"x":1,"x":2}}}', 4],
    ['{"jsonrpc":"2.0","id":4,"id":5,"method":"ping"}', null],
  ])('is refused with the id of its request, where that is certain: %s', (text, id) => {
    expect(faultOf(text)).toEqual({ kind: 'not_a_frame', id });
  });

  it('is refused with the id that it answers', () => {
    expect(faultOf('{"jsonrpc":"2.0","id":3,"result":{"a":1,"a":2}}')).toEqual({ kind: 'not_a_frame', id: null, answers: 3 });
    expect(faultOf('{"jsonrpc":"2.0","id":3,"result":{},"Result":{}}')).toEqual({ kind: 'not_a_frame', id: null, answers: 3 });
  });

  it("is not one whose arguments or result have names of the tool's own in capitals", () => {
    expect(faultOf('{"jsonrpc":"2.0","id":4,"method":"x","params":{"arguments":{"Name":1,"name":2,"ID":3}}}')).toBeNull();
    expect(faultOf('{"jsonrpc":"2.0","id":4,"result":{"Name":1,"Content":[]}}')).toBeNull();
  });
});

describe('a JSON-RPC message', () => {
  it.each([
    { jsonrpc: '2.0', id: 1, method: 'a', params: { _meta: { unknown: [null, true, 1.5, 'é'] } } },
    { jsonrpc: '2.0', id: '1', method: 'a' },
    { jsonrpc: '2.0', method: 'a' },
    { jsonrpc: '2.0', id: 0, result: { 'x-unknown': {} } },
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'no', data: 1 } },
  ])('is read as it is: %j', (frame) => {
    expect(parse(JSON.stringify(frame))).toEqual({ frame, fault: null });
  });

  it('comes out unchanged whatever its arguments are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 6 })), (params) => {
        const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params });
        expect(JSON.stringify(parse(text).frame)).toBe(text);
      }),
    );
  });

  it('never makes the parser throw, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { frame, fault } = parseFrame(Buffer.from(bytes));
        expect(frame === null).toBe(fault !== null);
      }),
    );
  });
});
