import { describe, expect, it } from 'vitest';
import { afterPages } from '../../../main/protocol/pages-first.ts';
import type { Caller } from '../../../main/protocol/caller.ts';
import type { Era } from '../../../main/protocol/versions.ts';
import { JsonRpcError } from '../../../main/wire/error-numbers.ts';
import type { JsonObject } from '../../../main/wire/frame.ts';

const page = { mode: 'url', elicitationId: 'e1', url: 'https://example.org/connect', message: 'Connect your account' };
const { signal } = new AbortController();

/** A server that wants the person to go to the page so often, and an app that answers so. */
function setUp(era: Era, capabilities: JsonObject, { times = 1, action = 'accept' } = {}) {
  const asked: unknown[] = [];
  let requests = 0;
  const ask: Caller['ask'] = ({ server, method, params }) => {
    asked.push([server, method, params]);
    return Promise.resolve({ action });
  };
  const caller: Caller = { app: 'cursor', session: 's1', era, capabilities, logLevel: null, ask, notify: () => undefined };
  const request = (): Promise<JsonObject> => {
    requests += 1;
    if (requests > times) return Promise.resolve({ requests });
    return Promise.reject(JsonRpcError.received({ code: -32042, message: 'Go there', data: { elicitations: [page] } }));
  };
  return { asked, result: afterPages(request, { server: 'mail', caller, signal }) };
}

describe('a server that first wants the person to go to a page', () => {
  it.each([
    ['modern', { elicitation: { url: {} } }],
    ['modern', {}],
    ['legacy', { elicitation: { form: {} } }],
  ] as const)('has them asked, and the request made again, for a %s app that declared %j', async (era, capabilities) => {
    const { asked, result } = setUp(era, capabilities);
    expect(await result).toEqual({ requests: 2 });
    expect(asked).toEqual([['mail', 'elicitation/create', page]]);
  });

  it('says so itself to a legacy app that knows pages', async () => {
    const { asked, result } = setUp('legacy', { elicitation: { url: {} } });
    await expect(result).rejects.toMatchObject({ code: -32042, data: { elicitations: [page] } });
    expect(asked).toEqual([]);
  });

  it.each(['decline', 'cancel'])('is not asked again when the person answers %s', async (action) => {
    const { result } = setUp('modern', {}, { action });
    await expect(result).rejects.toMatchObject({ code: 'approval_denied' });
  });

  it('is given up when it is never content', async () => {
    const { asked, result } = setUp('modern', {}, { times: 100 });
    await expect(result).rejects.toMatchObject({ code: 'upstream_failed' });
    expect(asked).toHaveLength(5);
  });
});
