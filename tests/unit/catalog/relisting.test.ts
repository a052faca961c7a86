import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Relisting } from '../../../main/catalog/relisting.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a server that says its tools changed', () => {
  it('is listed at once, and not more than once in 750 ms, however often it says so', async () => {
    let listings = 0;
    using relisting = new Relisting(
      (server, kind) => {
        listings += 1;
        relisting.request(server, kind);
        return Promise.resolve();
      },
      () => undefined,
    );
    relisting.request('github', 'tools');
    await vi.advanceTimersByTimeAsync(0);
    expect(listings).toBe(1);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(listings).toBe(5);
  });

  it('a hundred times in a second is listed three times, and as it is in the end within 750 ms', async () => {
    let version = 0;
    const listed: { version: number; at: number }[] = [];
    using relisting = new Relisting(
      () => Promise.resolve(void listed.push({ version, at: Date.now() })),
      () => undefined,
    );
    for (version = 1; version < 100; version += 1) {
      relisting.request('github', 'tools');
      await vi.advanceTimersByTimeAsync(10);
    }
    relisting.request('github', 'tools');
    const last = Date.now();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(listed).toHaveLength(3);
    expect(listed.at(-1)?.version).toBe(100);
    expect((listed.at(-1)?.at ?? Infinity) - last).toBeLessThanOrEqual(750);
  });

  it('nothing at all is asked when an app lists, but not again at once, and not waited for longer than the app would', async () => {
    let listings = 0;
    const gate = Promise.withResolvers<void>();
    using relisting = new Relisting(
      () => {
        listings += 1;
        return listings === 1 ? Promise.resolve() : gate.promise;
      },
      () => undefined,
    );
    await relisting.refresh('notes', 'resources', 1_000);
    await relisting.refresh('notes', 'resources', 1_000);
    expect(listings).toBe(1);
    await vi.advanceTimersByTimeAsync(800);
    let waited = false;
    const slow = relisting.refresh('notes', 'resources', 1_000).then(() => {
      waited = true;
    });
    await vi.advanceTimersByTimeAsync(900);
    expect([listings, waited]).toEqual([2, false]);
    await vi.advanceTimersByTimeAsync(200);
    await slow;
    gate.resolve();
  });

  it('keeps each kind of list to itself', async () => {
    const listed: string[] = [];
    using relisting = new Relisting(
      (server, kind) => Promise.resolve(void listed.push(`${server} ${kind}`)),
      () => undefined,
    );
    for (const kind of ['tools', 'prompts', 'resources'] as const) relisting.request('github', kind);
    await vi.advanceTimersByTimeAsync(0);
    expect(listed).toEqual(['github tools', 'github prompts', 'github resources']);
  });

  it('is listed to the end before a call goes to it', async () => {
    const listings: PromiseWithResolvers<void>[] = [];
    using relisting = new Relisting(
      () => {
        const listing = Promise.withResolvers<void>();
        listings.push(listing);
        return listing.promise;
      },
      () => undefined,
    );
    relisting.request('github', 'tools');
    relisting.request('github', 'tools');
    let settled = false;
    const waiting = relisting.settled('github', 'tools').then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    listings[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect([settled, listings.length]).toEqual([false, 2]);
    listings[1]?.resolve();
    await waiting;
  });

  it('and cannot be listed is reported, and asked again the next time', async () => {
    const reports: string[] = [];
    using relisting = new Relisting(
      () => Promise.reject(new Error('it hung up')),
      (sentence) => reports.push(sentence),
    );
    relisting.request('github', 'tools');
    await vi.advanceTimersByTimeAsync(1_000);
    relisting.request('github', 'tools');
    await vi.advanceTimersByTimeAsync(0);
    expect(reports).toEqual(Array(2).fill('The changed tools of github could not be listed: it hung up'));
  });

  it('keeps no call to another server waiting', async () => {
    using relisting = new Relisting(
      () => new Promise(() => undefined),
      () => undefined,
    );
    relisting.request('github', 'tools');
    await relisting.settled('files', 'tools');
  });
});
