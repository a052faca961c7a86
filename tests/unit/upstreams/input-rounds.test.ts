import { describe, expect, it } from 'vitest';
import { InputRounds } from '../../../main/upstreams/input-rounds.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';
import { TestCaller } from '../../helpers/test-caller.ts';

const roots = { method: 'roots/list' };

function roundsOf(app: TestCaller, result: JsonObject) {
  return new InputRounds({ server: 'asking', caller: app, signal: undefined, send: () => Promise.resolve(result) });
}

describe('a modern server that asks in its results', () => {
  it('for too much at once is not answered, and the app hears nothing of it', async () => {
    const app = new TestCaller('app', { roots: {} });
    const inputRequests = Object.fromEntries(Array.from({ length: 101 }, (_, number) => [`q${number}`, roots]));
    await expect(roundsOf(app, { resultType: 'input_required', inputRequests }).run({})).rejects.toMatchObject({
      code: 'upstream_failed',
      message: expect.stringContaining('101'),
    });
    expect(app.asked).toEqual([]);
  });

  it('without an end is given up, asked sixteen times at most', async () => {
    const app = new TestCaller('app', { roots: {} });
    await expect(roundsOf(app, { resultType: 'input_required', inputRequests: { q: roots } }).run({})).rejects.toMatchObject({
      code: 'upstream_failed',
    });
    expect(app.asked).toHaveLength(16);
  });

  it.each([{ q: 'text' }, { q: { method: 5 } }, { q: null }])(
    'for what is no question fails, and the app hears nothing of it: %j',
    async (inputRequests) => {
      const app = new TestCaller('app', { roots: {} });
      await expect(roundsOf(app, { resultType: 'input_required', inputRequests }).run({})).rejects.toMatchObject({
        code: 'upstream_failed',
      });
      expect(app.asked).toEqual([]);
    },
  );
});
