import { describe, expect, it } from 'vitest';
import { FirstListing } from '../../../main/catalog/first-listing.ts';
import { nothingSaid } from '../../../main/upstreams/server-hello.ts';
import type { UpstreamConnection } from '../../../main/upstreams/upstream.ts';
import { eventually } from '../../helpers/eventually.ts';

/** Servers that note when they are started and stopped; a start ends when the test says so. */
function servers(fingerprints: Record<string, string>) {
  const listed = new Map<string, string>();
  const known = new Set<string>();
  const events: string[] = [];
  const reports: string[] = [];
  const starts = new Map<string, PromiseWithResolvers<UpstreamConnection>>();
  const listing = new FirstListing({
    listed: { get: (key) => listed.get(key) ?? null, set: (key, value) => void listed.set(key, value) },
    isKnown: (server) => known.has(server),
    upstreams: {
      connect: (server) => {
        events.push(`start ${server}`);
        const start = Promise.withResolvers<UpstreamConnection>();
        starts.set(server, start);
        return start.promise;
      },
      stop: (server) => Promise.resolve(void events.push(`stop ${server}`)),
    },
    fingerprint: (server) => fingerprints[server] ?? null,
    report: (sentence) => void reports.push(sentence),
  });
  const ready = async (server: string): Promise<void> => {
    await eventually(() => expect(starts.has(server)).toBe(true));
    known.add(server);
    listing.noteListed(server);
    starts.get(server)?.resolve({
      server,
      era: 'legacy',
      hello: nothingSaid,
      request: () => Promise.resolve({}),
      notify: () => undefined,
      subscribe: () => Promise.resolve({}),
      unsubscribe: () => Promise.resolve({}),
    });
  };
  const fails = async (server: string): Promise<void> => {
    await eventually(() => expect(starts.has(server)).toBe(true));
    starts.get(server)?.reject(new Error('no such command'));
  };
  return { listing, events, reports, fingerprints, ready, fails };
}

describe('a server that is new', () => {
  it('is started once to learn its tools, and stopped again', async () => {
    const { listing, events, ready } = servers({ github: 'a' });
    listing.listNew(['github']);
    await ready('github');
    await listing.settled(1000);
    listing.listNew(['github']);
    await listing.settled(1000);
    expect(events).toEqual(['start github', 'stop github']);
  });

  it('keeps running when somebody began to use it meanwhile', async () => {
    const { listing, events, ready } = servers({ github: 'a' });
    listing.listNew(['github']);
    listing.keepRunning('github');
    await ready('github');
    await listing.settled(1000);
    expect(events).toEqual(['start github']);
  });

  it('that cannot start is reported and does not hold up the next', async () => {
    const { listing, events, reports, ready, fails } = servers({ broken: 'a', github: 'b' });
    listing.listNew(['broken', 'github']);
    await fails('broken');
    await ready('github');
    await listing.settled(1000);
    expect(reports).toEqual(['The tools of broken could not be listed: no such command']);
    expect(events).toEqual(['start broken', 'start github', 'stop github']);
  });

  it('is listed anew when what is executed changed', async () => {
    const { listing, events, fingerprints, ready } = servers({ github: 'a' });
    listing.listNew(['github']);
    await ready('github');
    await listing.settled(1000);
    fingerprints['github'] = 'b';
    listing.listNew(['github']);
    await ready('github');
    await listing.settled(1000);
    expect(events).toEqual(['start github', 'stop github', 'start github', 'stop github']);
  });

  it('that takes its time is not waited for longer than allowed', async () => {
    const { listing, ready } = servers({ github: 'a' });
    listing.listNew(['github']);
    await listing.settled(5);
    await ready('github');
    await listing.settled(1000);
  });
});
