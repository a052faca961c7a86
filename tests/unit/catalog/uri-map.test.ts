import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenUris } from '../../../main/catalog/seen-uris.ts';
import { splitServer, underServer } from '../../../main/catalog/server-uri.ts';
import { type AdvertisedUris, UriMap } from '../../../main/catalog/uri-map.ts';

const server = fc.constantFrom('a', 'b', 'clock', 'my-server');
/** Few enough that they often collide, and some that look like ours. */
const uri = fc.oneof(
  fc.constantFrom(
    'ui://app/page',
    'file:///a.txt',
    'urn:isbn:1',
    'plain',
    'ui://a~/app/page',
    'a~/x',
    'ui://clock~/',
    'http://u:p@host:80/?q=1#f',
  ),
  fc.webUrl(),
  fc.string(),
  fc.string({ unit: 'binary' }),
);
const template = fc.constantFrom('file:///{path}', 'file:///{+path}', '{+uri}', 'ui://app/{page}', 'test://t/{id}/data', 'urn:{x}');
const advertised = fc.uniqueArray(
  fc.record({ server, uris: fc.array(uri, { maxLength: 6 }), templates: fc.uniqueArray(template, { maxLength: 3 }) }),
  { selector: (one) => one.server, maxLength: 4 },
);

function schemeOf(text: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text)?.[0];
}

function pairsOf(all: readonly AdvertisedUris[]) {
  return all.flatMap(({ server: name, uris, templates }) => [...uris, ...templates].map((one) => ({ server: name, uri: one })));
}

describe('a URI under its server', () => {
  it.each([
    ['ui://app/page', 'ui://clock~/app/page'],
    ['file:///home/x', 'file://clock~//home/x'],
    ['http://u:p@host:80/?q#f', 'http://clock~/u:p@host:80/?q#f'],
    ['urn:isbn:1', 'urn:clock~/isbn:1'],
    ['test://t/{id}/data', 'test://clock~/t/{id}/data'],
    ['{+uri}', 'clock~/{+uri}'],
    ['', 'clock~/'],
  ])('%s is %s, and that leads back', (own, shown) => {
    expect(underServer({ server: 'clock', uri: own })).toBe(shown);
    expect(splitServer(shown)).toEqual({ server: 'clock', uri: own });
  });

  it('keeps its scheme and leads back to the same server and spelling, whatever it is', () => {
    fc.assert(
      fc.property(server, uri, (name, own) => {
        const shown = underServer({ server: name, uri: own });
        expect(schemeOf(shown)).toBe(schemeOf(own));
        expect(splitServer(shown)).toEqual({ server: name, uri: own });
      }),
    );
  });
});

describe('the URIs of several servers', () => {
  it('stay as they are when no two servers have the same', () => {
    const map = new UriMap([
      { server: 'a', uris: ['ui://a/page', 'file:///x'], templates: ['test://{id}'] },
      { server: 'b', uris: ['ui://b/page'], templates: [] },
    ]);
    for (const own of ['ui://a/page', 'file:///x', 'test://{id}', 'test://7', 'other://y'])
      expect(map.forApp({ server: 'a', uri: own })).toBe(own);
    expect(map.at('test://7')).toEqual({ server: 'a', uri: 'test://7' });
    expect(map.at('other://y')).toBeNull();
  });

  it('get their servers when two have the same, also what comes from a template that both have', () => {
    const map = new UriMap(['a', 'b'].map((name) => ({ server: name, uris: ['ui://app/page'], templates: ['file:///{path}'] })));
    expect(map.forApp({ server: 'b', uri: 'ui://app/page' })).toBe('ui://b~/app/page');
    expect(map.forApp({ server: 'b', uri: 'file:///{path}' })).toBe('file://b~//{path}');
    expect(map.forApp({ server: 'a', uri: 'file:///notes.txt' })).toBe('file://a~//notes.txt');
    expect(map.at('file://b~//notes.txt')).toEqual({ server: 'b', uri: 'file:///notes.txt' });
    expect(map.at('ui://app/page')).toBeNull();
  });

  it('get their server where another one lists what this one only mentions', () => {
    const map = new UriMap([
      { server: 'a', uris: ['file:///a.txt'], templates: [] },
      { server: 'b', uris: [], templates: [] },
    ]);
    expect(map.forApp({ server: 'a', uri: 'file:///a.txt' })).toBe('file:///a.txt');
    expect(map.forApp({ server: 'b', uri: 'file:///a.txt' })).toBe('file://b~//a.txt');
  });

  it('lead back to the server and the spelling that they came from, each its own, with the scheme kept', () => {
    fc.assert(
      fc.property(advertised, (all) => {
        const map = new UriMap(all);
        const shown = new Map<string, object>();
        for (const pair of pairsOf(all)) {
          const text = map.forApp(pair);
          expect(map.at(text)).toEqual(pair);
          expect(shown.get(text) ?? pair).toEqual(pair);
          expect(schemeOf(text)).toBe(schemeOf(pair.uri));
          expect(map.forServer(pair.server, text)).toBe(pair.uri);
          shown.set(text, pair);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('that nobody advertises belong to the first server that a session got them from', () => {
    const map = new UriMap(['a', 'b'].map((name) => ({ server: name, uris: [], templates: [] })));
    const seen = new SeenUris(2);
    expect(map.forApp({ server: 'a', uri: 'x://1' }, seen)).toBe('x://1');
    expect(map.forApp({ server: 'b', uri: 'x://1' }, seen)).toBe('x://b~/1');
    expect(map.forApp({ server: 'a', uri: 'x://1' }, seen)).toBe('x://1');
    expect(seen.serverOf('x://1')).toBe('a');
    map.forApp({ server: 'b', uri: 'x://2' }, seen);
    map.forApp({ server: 'b', uri: 'x://3' }, seen);
    expect([seen.serverOf('x://1'), seen.serverOf('x://3')]).toEqual([undefined, 'b']);
  });

  it('are found again in any text of an app, as a whole, and nothing else is', () => {
    const map = new UriMap(['a', 'b'].map((one) => ({ server: one, uris: ['ui://app/page'], templates: [] })));
    const seen = new SeenUris();
    map.forApp({ server: 'b', uri: 'x://1' }, seen);
    const texts = [
      'ui://a~/app/page',
      'x://a~/1',
      'ui://b~/app/page',
      'a~/backup.txt',
      'file://a~//b',
      'see ui://a~/app/page',
      'ui://app/page',
    ];
    expect(texts.map((text) => map.inText('a', text, seen))).toEqual(['ui://app/page', 'x://1', ...texts.slice(2)]);
  });

  it('lead back in any text whatever they are', () => {
    fc.assert(
      fc.property(advertised, (all) => {
        const map = new UriMap(all);
        for (const pair of pairsOf(all)) expect(map.inText(pair.server, map.forApp(pair))).toBe(pair.uri);
      }),
    );
  });
});
