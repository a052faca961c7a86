import { describe, expect, it } from 'vitest';
import { parseEvent, readEvents } from '../../renderer/api/event-stream.ts';
import { HttpTransport } from '../../renderer/api/http-transport.ts';
import { takeToken } from '../../renderer/api/token.ts';
import { withNewer } from '../../renderer/features/activity/activity-pages.ts';
import { foldCalls } from '../../renderer/features/activity/fold-calls.ts';
import { readFilters } from '../../renderer/features/activity/filters.ts';
import { prettyJson, subjectOf } from '../../renderer/features/activity/words.ts';
import { formatCountdown, formatDuration } from '../../renderer/ui/format.ts';
import { aRecord } from './example-values.ts';

describe('the stream of events', () => {
  it('is read whatever way it is cut into chunks', async () => {
    const text = ': hello\n\nevent: status.changed\ndata: {"a":\ndata: 1}\n\nid: 4\r\nevent: x\r\ndata:2\r\n\r\nevent: cut';
    for (const size of [1, 3, 7, text.length]) {
      const read: unknown[] = [];
      for await (const event of readEvents(bodyOf(text, size))) read.push(event);
      expect(read, `in chunks of ${size}`).toEqual([
        { name: 'status.changed', data: '{"a":\n1}' },
        { name: 'x', data: '2' },
      ]);
    }
  });

  it('skips a block that carries no data', () => {
    expect(parseEvent(': still here')).toBeNull();
    expect(parseEvent('event: alone')).toBeNull();
  });
});

describe('the HTTP transport', () => {
  it('is refused from the start without a token', () => {
    const transport = new HttpTransport({ token: null, fetch: () => Promise.reject(new Error('not asked')) });
    expect(transport.link.state()).toBe('refused');
  });

  it.each([401, 429])('gives up for good on a %i', async (status) => {
    const body = JSON.stringify({ ok: false, failure: { code: 'forbidden', message: 'no', data: {} } });
    const transport = new HttpTransport({ token: 'old', fetch: () => Promise.resolve(new Response(body, { status })) });
    await expect(transport.call('status.get', {})).resolves.toMatchObject({ ok: false });
    expect(transport.link.state()).toBe('refused');
  });

  it('knows that the core is gone when a call fails, and says so to a person', async () => {
    const transport = new HttpTransport({ token: 'good', fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    await expect(transport.call('status.get', {})).rejects.toThrow('Patchbay isn’t answering. Start it again if it was quit.');
    expect(transport.link.state()).toBe('lost');
  });
});

describe('the token', () => {
  const place = (hash: string, kept: string | null) => {
    const storage = new Map(kept === null ? [] : [['patchbay.token', kept]]);
    const shown: unknown[] = [];
    const window = {
      location: { hash, pathname: '/', search: '' },
      history: { replaceState: (_: unknown, __: string, url: string) => shown.push(url) },
      sessionStorage: {
        getItem: (key: string) => storage.get(key) ?? null,
        setItem: (key: string, value: string) => storage.set(key, value),
      },
    };
    // Only what the function touches of a browser's window.
    return { window: window as unknown as Window, shown, storage };
  };

  it('leaves the address bar and stays for this tab', () => {
    const { window, shown, storage } = place('#token=abc%2Fd', null);
    expect(takeToken(window)).toBe('abc/d');
    expect(shown).toEqual(['/#/']);
    expect(storage.get('patchbay.token')).toBe('abc/d');
  });

  it('is the kept one on any other address', () => {
    expect(takeToken(place('#/servers', 'kept').window)).toBe('kept');
    expect(takeToken(place('#/servers', null).window)).toBeNull();
  });
});

describe('the records of the log', () => {
  const intent = aRecord(1, { callId: 'c', kind: 'call.intent', status: 'pending' });
  const other = aRecord(2, { kind: 'broker.paused', tool: null, server: null });
  const outcome = aRecord(3, { callId: 'c' });

  it('of one call become one row at the place of the newest', () => {
    expect(foldCalls([outcome, other, intent])).toEqual([
      { newest: outcome, story: [intent, outcome] },
      { newest: other, story: [other] },
    ]);
  });

  it('are put before the list once, whatever order they come in', () => {
    const pages = { pages: [{ records: [intent], total: 1 }], pageParams: [null] };
    expect(withNewer(pages, [other, outcome, intent]).pages).toEqual([{ records: [outcome, other, intent], total: 3 }]);
    expect(withNewer(pages, [intent])).toBe(pages);
  });

  it('name the tool with its server, once', () => {
    expect(subjectOf(aRecord(1, { server: 'github', tool: 'get_issue' }))).toBe('github.get_issue');
    expect(subjectOf(aRecord(1, { server: 'github', tool: 'github.get_issue' }))).toBe('github.get_issue');
    expect(subjectOf(aRecord(1, { kind: 'server.crashed', server: 'github', tool: null }))).toBe('Server crashed: github');
  });

  it('show their arguments indented, digit for digit, and text that isn’t JSON as well', () => {
    expect(prettyJson('{"a":[1,{"b":12345678901234567890}],"c":"x{,}\\"","d":{}}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": 12345678901234567890\n    }\n  ],\n  "c": "x{,}\\"",\n  "d": {}\n}',
    );
    expect(prettyJson('')).toBe('');
  });
});

describe('an address that somebody typed', () => {
  it('narrows by what makes sense and ignores the rest', () => {
    expect(readFilters({ search: '', app: 7, server: 'github', status: 'maybe', other: 'x' })).toEqual({ server: 'github' });
    expect(readFilters({ search: 'x', status: 'denied' })).toEqual({ search: 'x', status: 'denied' });
  });
});

describe('times', () => {
  it('read as a person says them', () => {
    expect([0.2, 84.4, 5_312, 200_000].map(formatDuration)).toEqual(['<1 ms', '84 ms', '5.3 s', '3 min 20 s']);
    expect([125, 59.2, 0, -3].map(formatCountdown)).toEqual(['2:05', '1:00', '0:00', '0:00']);
  });
});

function bodyOf(text: string, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}
