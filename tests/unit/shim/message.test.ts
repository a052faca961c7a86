import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../main/shim/message.ts';

function read(text: string): unknown {
  return readMessage(Buffer.from(text));
}

describe('what the shim learns of a line', () => {
  it.each(['', 'garbage', '[]', '42', 'null', '{"id":1}', '{"id":null,"method":7}', '{"jsonrpc":"2.0","id":{},"result":{}}'])(
    'is nothing of %j',
    (line) => {
      expect(read(line)).toEqual({ kind: 'other' });
    },
  );

  it('is the id and the method of a request', () => {
    expect(read('{"method":"tools/call","params":{"id":9},"jsonrpc":"2.0","id":"a"}')).toEqual({
      kind: 'request',
      id: 'a',
      method: 'tools/call',
    });
  });

  it('is whether a notification cancels something', () => {
    expect(read('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}')).toEqual({
      kind: 'notification',
      method: 'notifications/cancelled',
      cancels: 3,
    });
    expect(read('{"jsonrpc":"2.0","method":"notifications/initialized"}')).toEqual({
      kind: 'notification',
      method: 'notifications/initialized',
      cancels: null,
    });
  });

  it('is the id of an answer, be it a result or an error', () => {
    expect(read('{"jsonrpc":"2.0","id":1,"result":{}}')).toEqual({ kind: 'answer', id: 1 });
    expect(read('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}')).toEqual({ kind: 'answer', id: 1 });
  });

  it('is the same of a big line, whichever end the id is at', () => {
    const big = 'x'.repeat(200_000);
    expect(read(`{"jsonrpc":"2.0","id":5,"result":{"text":"${big}"}}`)).toEqual({ kind: 'answer', id: 5 });
    expect(read(`{"result":{"text":"${big}"},"jsonrpc":"2.0","id":"z"}`)).toEqual({ kind: 'answer', id: 'z' });
    expect(read(`{"method":"tools/call","params":{"id":1,"text":"${big}"},"jsonrpc":"2.0","id":6}`)).toEqual({
      kind: 'request',
      id: 6,
      method: 'tools/call',
    });
    expect(read(`{"params":{"text":"${big}"},"id":8,"method":"tools/list","jsonrpc":"2.0"}`)).toEqual({
      kind: 'request',
      id: 8,
      method: 'tools/list',
    });
  });
});
