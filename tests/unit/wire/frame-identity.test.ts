import { describe, expect, it } from 'vitest';
import { identify } from '../../../main/wire/frame-identity.ts';

function identifyText(text: string): unknown {
  const bytes = Buffer.from(text);
  return identify(bytes.subarray(0, 200), bytes.subarray(-200));
}

const big = 'a'.repeat(1000);

describe('the id of a message that cannot be read as a whole', () => {
  it.each([
    ['a request with the id first', `{"jsonrpc":"2.0","id":5,"method":"x","params":{"a":"${big}"}}`, { id: 5 }],
    ['a request with the id last', `{"method":"x","params":{"a":"${big}"},"jsonrpc":"2.0","id":"five"}`, { id: 'five' }],
    ['an answer with the id first', `{"jsonrpc":"2.0","id":5,"result":{"a":"${big}"}}`, { id: null, answers: 5 }],
    ['an answer with the id last', `{"result":{"a":"${big}"},"jsonrpc":"2.0","id":5}`, { id: null, answers: 5 }],
    ['an answer with the id before the version', `{"result":{"a":"${big}"},"id":5,"jsonrpc":"2.0"}`, { id: null, answers: 5 }],
  ])('is found in %s', (_name, text, identity) => {
    expect(identifyText(text)).toEqual(identity);
  });

  it.each([
    ['inside the arguments', `{"jsonrpc":"2.0","method":"x","params":{"id":5,"a":"${big}"}}`],
    ['inside a string', `{"jsonrpc":"2.0","method":"x","params":{"a":"{\\"id\\":5,${big}\\"id\\":5}"}}`],
    ['cut off', `{"jsonrpc":"2.0","method":"x${big}`],
    ['not an integer', `{"jsonrpc":"2.0","id":1.5,"method":"x","params":{"a":"${big}"}}`],
    ['in something that is no object', `[{"id":5,"method":"x"},"${big}"]`],
  ])('is not taken from a place where it is %s', (_name, text) => {
    expect(identifyText(text)).toEqual({ id: null });
  });
});
