import { describe, expect, it } from 'vitest';
import { placeOf, placeOfHost } from '../../../main/oauth/network-place.ts';
import { GuardedFetch, type LookUp } from '../../../main/oauth/guarded-fetch.ts';
import { Reach } from '../../../main/oauth/reach.ts';
import { LoopbackServer } from '../../helpers/remote-servers.ts';

const publicServer = new URL('https://mcp.example.com/mcp');
const localServer = new URL('http://127.0.0.1:4000/mcp');

/** Names answer with the next of their addresses each time they are looked up. */
function names(answers: Readonly<Record<string, readonly string[]>>): LookUp {
  const asked = new Map<string, number>();
  return (hostname, found) => {
    const times = asked.get(hostname) ?? 0;
    asked.set(hostname, times + 1);
    const address = answers[hostname]?.at(Math.min(times, (answers[hostname]?.length ?? 1) - 1));
    if (address === undefined) found(new Error(`${hostname} is not known`), []);
    else found(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
}

/** What a fetch on behalf of this server ends with. */
async function outcome(server: URL, address: string, lookUp?: LookUp): Promise<string> {
  await using guarded = new GuardedFetch(server, lookUp);
  return await guarded.fetch(address).then(
    ({ status }) => String(status),
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
}

describe('an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['127.8.8.8', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['0x7f000001', 'loopback'],
    ['0177.0.0.1', 'loopback'],
    ['2130706433', 'loopback'],
    ['64:ff9b::808:808', 'public'],
    ['169.254.169.254', 'nowhere'],
    ['fe80::1%eth0', 'nowhere'],
    ['0.0.0.0', 'nowhere'],
    ['::', 'nowhere'],
    ['224.0.0.1', 'nowhere'],
    ['2002:7f00:1::', 'nowhere'],
    ['2001:0:7f00:1::', 'nowhere'],
    ['255.255.255.255', 'nowhere'],
    ['4000::1', 'nowhere'],
    ['not an address', 'nowhere'],
  ])('%s is %s', (address, place) => {
    expect(placeOf(address)).toBe(place);
  });

  it('of this computer is one with a dot behind it, too', () => {
    expect(placeOfHost('localhost.')).toBe('loopback');
    expect(placeOfHost('a.localhost.')).toBe('loopback');
  });
});

describe('asking about the sign-in of a server on the web', () => {
  it('never reaches this computer or a private network, however the address is spelled', async () => {
    let hits = 0;
    await using canary = await LoopbackServer.listen((_request, response) => {
      hits += 1;
      response.end('{}');
    });
    const { port } = canary;
    const hosts = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f000001',
      '2130706433',
      '0177.0.0.1',
      '127.1',
      'a.localhost',
      '0.0.0.0',
    ];
    const inside = ['169.254.169.254', '10.0.0.1', '192.168.0.1', '100.64.0.1', '[fd00::1]', '[fe80::1]', '[64:ff9b::a00:1]'];
    for (const host of [...hosts, ...inside]) {
      for (const scheme of ['http', 'https']) expect(await outcome(publicServer, `${scheme}://${host}:${port}/x`)).toBe('forbidden');
    }
    expect(hits).toBe(0);
  });

  it('never reaches them by a name either, nor by one that changes its mind', async () => {
    let connections = 0;
    await using canary = await LoopbackServer.listen(
      () => undefined,
      0,
      () => (connections += 1),
    );
    const lookUp = names({ 'inside.example': ['127.0.0.1'], 'metadata.example': ['169.254.169.254'], 'lan.example': ['10.0.0.1'] });
    for (const name of ['inside', 'metadata', 'lan']) {
      expect(await outcome(publicServer, `https://${name}.example:${canary.port}/`, lookUp)).toBe('forbidden');
    }
    const reach = new Reach(publicServer);
    reach.checkAddresses('mcp.example.com', ['93.184.216.34']);
    expect(() => reach.checkAddresses('mcp.example.com', ['10.0.0.1'])).toThrow('private network');
    expect(() => reach.checkAddresses('mcp.example.com', ['93.184.216.34', '127.0.0.1'])).toThrow('this computer');
    expect(connections).toBe(0);
  });

  it.each(['http://auth.example.com/', 'ftp://auth.example.com/', 'file:///etc/passwd', 'https://user:word@auth.example.com/'])(
    'does not use %s',
    async (address) => {
      expect(await outcome(publicServer, address)).toBe('forbidden');
    },
  );
});

describe('asking about the sign-in of a server in a private network', () => {
  it('may stay at its own host, and go to the web', () => {
    const reach = new Reach(new URL('https://10.0.0.5/mcp'));
    expect(() => reach.check(new URL('https://10.0.0.5:8443/authorize'))).not.toThrow();
    expect(() => reach.checkAddresses('login.example.com', ['93.184.216.34'])).not.toThrow();
    for (const other of ['https://10.0.0.6/', 'https://127.0.0.1/', 'http://10.0.0.5/'])
      expect(() => reach.check(new URL(other))).toThrow();
  });

  it('may stay at its own name, as long as that leads there from the beginning', () => {
    const reach = new Reach(new URL('https://mcp.corp.example/mcp'));
    expect(() => reach.checkAddresses('mcp.corp.example', ['10.0.0.5'])).not.toThrow();
    expect(() => reach.checkAddresses('other.corp.example', ['10.0.0.5'])).toThrow('private network');
    expect(() => reach.checkAddresses('mcp.corp.example', ['169.254.169.254'])).toThrow();
  });
});

describe('asking about the sign-in of a server on this computer', () => {
  it('may stay on this computer, and takes no redirect by itself', async () => {
    let followed = 0;
    await using there = await LoopbackServer.listen(() => (followed += 1));
    await using here = await LoopbackServer.listen((_request, response) => response.writeHead(302, { location: there.url }).end());
    expect(await outcome(localServer, here.url)).toBe('302');
    expect(followed).toBe(0);
  });

  it('does not take a name for this computer that only leads here', async () => {
    let connections = 0;
    await using canary = await LoopbackServer.listen(
      () => undefined,
      0,
      () => (connections += 1),
    );
    expect(await outcome(localServer, `https://evil.example:${canary.port}/`, names({ 'evil.example': ['127.0.0.1'] }))).toBe('forbidden');
    expect(connections).toBe(0);
  });

  it('takes no answer without an end, and none that is too long', async () => {
    await using long = await LoopbackServer.listen((_request, response) => response.end(Buffer.alloc(300 * 1024, 'x')));
    expect(await outcome(localServer, long.url)).toBe('too_large');
  });

  it('sends and keeps no cookie', async () => {
    const cookies: unknown[] = [];
    await using server = await LoopbackServer.listen((request, response) => {
      cookies.push(request.headers.cookie);
      response.writeHead(200, { 'set-cookie': 'a=b' }).end('{}');
    });
    await using guarded = new GuardedFetch(localServer);
    const answer = await guarded.fetch(server.url);
    await guarded.fetch(server.url);
    expect([cookies, answer.headers.get('set-cookie')]).toEqual([[undefined, undefined], null]);
  });
});
