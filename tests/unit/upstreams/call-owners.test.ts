import { describe, expect, it } from 'vitest';
import { CallOwners } from '../../../main/upstreams/call-owners.ts';
import { TestCaller, unanswered } from '../../helpers/test-caller.ts';

const sampling = { server: 'asking', method: 'sampling/createMessage', params: {} };

function ownersOf(...apps: TestCaller[]): CallOwners {
  return new CallOwners(new Map(apps.map((app) => [app.session, app])));
}

describe('what a server asks after an app gave up its request', () => {
  const [one, two] = [new TestCaller('one'), new TestCaller('two')];

  it('goes to no other app that is at work, since it may be about what the first one wanted', () => {
    const owners = ownersOf(one, two);
    owners.begin(1, one);
    owners.end(1, { answered: false });
    owners.begin(2, two);
    expect(owners.ownerOf(null, undefined)).toBeNull();
    expect(owners.ownerOf(2, undefined)?.caller).toBe(two);
  });

  it('goes to no other app that uses the connection alone by now', () => {
    const owners = ownersOf(two);
    owners.begin(1, one);
    owners.end(1, { answered: false });
    owners.endSession(one.session);
    expect(owners.ownerOf(null, undefined)).toBeNull();
  });

  it('goes to the same app with its next request', () => {
    const owners = ownersOf(one);
    owners.begin(1, one);
    owners.end(1, { answered: false });
    owners.begin(2, one);
    expect(owners.ownerOf(null, undefined)?.caller).toBe(one);
  });

  it('goes to the one app at work where the server had answered the other', () => {
    const owners = ownersOf(one, two);
    owners.begin(1, one);
    owners.end(1, { answered: true });
    owners.begin(2, two);
    expect(owners.ownerOf(null, undefined)?.caller).toBe(two);
  });
});

describe('a server that asks without end', () => {
  it('is refused when a hundred of its questions wait for an answer', async () => {
    const app = new TestCaller('app');
    app.answer = unanswered;
    const owners = ownersOf(app);
    owners.begin(1, app);
    const ask = () => owners.ask({ caller: app, calls: [1] }, sampling, new AbortController().signal);
    const open = Array.from({ length: 100 }, ask);
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(app.asked).toHaveLength(100);
    owners.end(1, { answered: true });
    await Promise.allSettled(open);
  });
});
