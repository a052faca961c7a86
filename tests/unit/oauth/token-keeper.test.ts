import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Grant } from '../../../main/oauth/grant.ts';
import { KeyedTurns } from '../../../main/oauth/keyed-turns.ts';
import { type TokenVault, TokenKeeper } from '../../../main/oauth/token-keeper.ts';
import { OneAtATime } from '../../../main/lib/one-at-a-time.ts';

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
