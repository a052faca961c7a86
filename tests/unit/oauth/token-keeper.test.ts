import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../main/oauth/grant.ts';
import { KeyedTurns } from '../../../main/oauth/keyed-turns.ts';
import { type TokenVault, TokenKeeper } from '../../../main/oauth/token-keeper.ts';
import { signInView } from '../../../main/oauth/sign-in-view.ts';
import { OneAtATime } from '../../../main/lib/one-at-a-time.ts';
import { MemoryVault } from '../../helpers/memory-vault.ts';
import { bodyOf, LoopbackServer } from '../../helpers/remote-servers.ts';

/** As the vault does, one change after the other. */
class SlowVault implements TokenVault {
  readonly held = new Map<string, string>();
  readonly #turns = new OneAtATime();

  read = (name: string) => Promise.resolve(this.held.get(name) ?? null);
  names = () => [...this.held.keys()];
  write = (name: string, value: string) => this.#soon(() => this.held.set(name, value));
  remove = (name: string) => this.#soon(() => this.held.delete(name));

  #soon(change: () => unknown): Promise<void> {
    return this.#turns.run(async () => {
      await setImmediate();
      change();
    });
  }
}

const settings = { clientId: null, clientSecret: null, clientMetadataUrl: null, redirectPort: null, scopes: [] };
const server = { name: 'notes', url: new URL('https://a.example/mcp'), fingerprint: 'one', isAnnounced: true, settings };

function grantOf(access: string): Grant {
  return {
    version: 1,
    url: server.url.href,
    issuer: 'https://a.example',
    resource: null,
    client: { id: 'a', secret: null, method: null },
    endpoints: { authorization: 'https://a.example/a', token: 'https://a.example/t', revocation: null, methods: [] },
    access,
    refresh: 'again',
    scopes: [],
    obtained: 0,
    expires: null,
    isOver: false,
  };
}

interface Answer {
  readonly status?: number;
  readonly body: object;
}

/** An authorization server's token endpoint, and keepers of the tokens that it gives. */
async function tokenEndpoint(answer: (asked: URLSearchParams) => Answer | Promise<Answer>) {
  const answered = Promise.withResolvers<void>();
  const listening = await LoopbackServer.listen((request, response) => {
    response.on('close', answered.resolve);
    void bodyOf(request).then(async (text) => {
      const { status = 200, body } = await answer(new URLSearchParams(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const here = { ...server, url: new URL(listening.url) };
  return {
    answered: answered.promise,
    keeper: (vault: TokenVault, changes: Partial<typeof here.settings> | { clientId: string } = {}) =>
      new TokenKeeper({ ...here, settings: { ...settings, ...changes } }, { vault, turns: new KeyedTurns(), seen: () => undefined }),
    grantOf: (access: string): Grant => {
      const grant = grantOf(access);
      return { ...grant, url: here.url.href, endpoints: { ...grant.endpoints, token: `${here.url.origin}/t` } };
    },
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}

it('Tokens that are renewed while the person signs out do not come back with the next start', async () => {
  const vault = new SlowVault();
  const keeper = new TokenKeeper(server, { vault, turns: new KeyedTurns(), seen: () => undefined });
  await keeper.keep(grantOf('first'));
  await Promise.all([keeper.forget(), keeper.keep(grantOf('renewed'))]);
  expect(keeper.grant).toBeNull();
  expect(vault.names()).toEqual([]);
});

it('Tokens that are kept twice at once stay', async () => {
  const vault = new SlowVault();
  const keeper = new TokenKeeper(server, { vault, turns: new KeyedTurns(), seen: () => undefined });
  const grant = grantOf('first');
  await Promise.all([keeper.keep(grant), keeper.keep(grant)]);
  expect(keeper.grant).toBe(grant);
  expect(vault.names()).toHaveLength(1);
});

it('A renewal that ends after the person signed out gives its token to nobody', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using http = createServer((_, response) => asked.resolve(response));
  await once(http.listen(0, '127.0.0.1'), 'listening');
  // A listening server has an address with a port.
  const { port } = http.address() as AddressInfo;
  const here = { ...server, url: new URL(`http://127.0.0.1:${port}/mcp`) };
  const keeper = new TokenKeeper(here, { vault: new SlowVault(), turns: new KeyedTurns(), seen: () => undefined });
  const first = grantOf('first');
  const grant = { ...first, url: here.url.href, endpoints: { ...first.endpoints, token: `http://127.0.0.1:${port}/t` } };
  await keeper.keep(grant);
  const renewal = keeper.renew(grant);
  const response = await asked.promise;
  await keeper.forget();
  response.setHeader('content-type', 'application/json').end('{"access_token":"second","token_type":"Bearer","refresh_token":"next"}');
  await expect(renewal).rejects.toMatchObject({ code: 'sign_in_needed' });
  expect(keeper.grant).toBeNull();
});

describe('a renewal that could not be written', () => {
  it('is not asked for again with the refresh token that it used up', async () => {
    const used: (string | null)[] = [];
    await using http = await tokenEndpoint((body) => {
      used.push(body.get('refresh_token'));
      return { body: { access_token: `access-${used.length}`, token_type: 'Bearer', refresh_token: `refresh-${used.length}` } };
    });
    const vault = new MemoryVault();
    const keeper = http.keeper(vault);
    const grant = http.grantOf('first');
    await keeper.keep(grant);
    vault.fault = new Error('the disk is full');
    await expect(keeper.renew(grant)).rejects.toThrow('the disk is full');
    // A request that had left before with the old token is refused now.
    expect(await keeper.renew(grant)).toMatchObject({ access: 'access-1' });
    expect(used).toEqual(['again']);
    expect([...vault.entries.values()].join()).toContain('refresh-1');
  });

  it('does not take the place of a sign-in that is just being written', async () => {
    const mayWrite = Promise.withResolvers<void>();
    const vault = new MemoryVault();
    const written: Promise<void>[] = [];
    await using http = await tokenEndpoint(() => {
      vault.pace = mayWrite.promise;
      written.push(keeper.keep(http.grantOf('signed-in-again')));
      return { body: { access_token: 'renewed', token_type: 'Bearer' } };
    });
    const keeper = http.keeper(vault);
    const grant = http.grantOf('first');
    await keeper.keep(grant);
    const renewal = keeper.renew(grant);
    await http.answered;
    // What comes of the answer happens before anything is written.
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    mayWrite.resolve();
    await Promise.all([renewal, ...written]);
    expect(keeper.grant?.access).toBe('signed-in-again');
    expect([...vault.entries.values()].join()).toContain('signed-in-again');
  });
});

describe('an authorization server that is asked for new tokens', () => {
  it.each([
    [429, { error: 'rate_limit_exceeded' }],
    [500, { error: 'internal' }],
    [503, { error: 'invalid_grant' }],
  ])('and answers with status %i ends no sign-in', async (status, body) => {
    await using http = await tokenEndpoint(() => ({ status, body }));
    const keeper = http.keeper(new MemoryVault());
    const grant = http.grantOf('first');
    await keeper.keep(grant);
    await expect(keeper.renew(grant)).rejects.toMatchObject({ code: 'upstream_failed', message: expect.stringContaining(String(status)) });
    expect(keeper.grant).toMatchObject({ access: 'first', isOver: false });
  });

  it('and does not know the client that the person registered says to look at that, and ends no sign-in', async () => {
    await using http = await tokenEndpoint(() => ({ status: 401, body: { error: 'invalid_client' } }));
    const own = http.keeper(new MemoryVault(), { clientId: 'a' });
    const grant = http.grantOf('first');
    await own.keep(grant);
    await expect(own.renew(grant)).rejects.toMatchObject({ message: expect.stringContaining('clientSecret in config.yaml') });
    expect(own.grant?.isOver).toBe(false);
    const introduced = http.keeper(new MemoryVault());
    await introduced.keep(grant);
    await expect(introduced.renew(grant)).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it.each([
    [9_999_999_999_999, null],
    [1e308, null],
    ['3600', expect.any(Number)],
    [-5, expect.any(Number)],
    [undefined, null],
  ])('and says that they are good for %s seconds is understood', async (life, expires) => {
    await using http = await tokenEndpoint(() => ({ body: { access_token: 'second', token_type: 'Bearer', expires_in: life } }));
    const vault = new MemoryVault();
    const keeper = http.keeper(vault);
    const grant = http.grantOf('first');
    await keeper.keep(grant);
    const renewed = await keeper.renew(grant);
    expect(renewed.expires).toEqual(expires);
    const facts = { server: 'notes', grant: renewed, isLocked: false, attempt: null, more: null, trouble: null, now: Date.now() };
    expect(signInView(facts)).toMatchObject({ state: 'signed-in' });
    const next = http.keeper(vault);
    await next.load();
    expect(next.grant?.access).toBe('second');
  });
});

it('Tokens of another client than config.yaml names now are not used', async () => {
  const vault = new MemoryVault();
  const turns = new KeyedTurns();
  const known = (clientId: string | null) =>
    new TokenKeeper({ ...server, settings: { ...settings, clientId } }, { vault, turns, seen: () => undefined });
  await known('a').keep(grantOf('first'));
  for (const [clientId, access] of [
    ['a', 'first'],
    ['b', undefined],
    [null, 'first'],
  ] as const) {
    const keeper = known(clientId);
    await keeper.load();
    expect(keeper.grant?.access).toBe(access);
  }
});

describe('a sign-in that is just being written', () => {
  it('is not ended by what a server says of the one before', async () => {
    const vault = new SlowVault();
    const keeper = new TokenKeeper(server, { vault, turns: new KeyedTurns(), seen: () => undefined });
    await keeper.keep(grantOf('first'));
    await Promise.all([keeper.keep(grantOf('second')), keeper.noteOver(grantOf('first'))]);
    expect(keeper.grant).toMatchObject({ access: 'second', isOver: false });
    expect([...vault.held.values()].join()).toContain('second');
  });
});
