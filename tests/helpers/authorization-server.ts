import type { IncomingMessage, ServerResponse } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { vi } from 'vitest';
import { LoopbackServer } from './remote-servers.ts';

export interface AuthorizationServerOptions {
  /** Of access tokens, in seconds. */
  readonly accessTtl?: number;
  readonly clients?: Configuration['clients'];
  /** Nobody introduces themselves. */
  readonly isClosed?: boolean;
}

/** Keys of this run's cookies; nothing outside it trusts them. */
const cookieKeys = ['for the tests of one run'];

/** A real OAuth server, `oidc-provider`, on loopback: registration, PKCE, resource indicators, rotation, revocation. */
export class AuthorizationServer implements AsyncDisposable {
  readonly issuer: string;
  readonly provider: Provider;
  /** Paths that were asked for, with the body of what was posted. */
  readonly asked: { readonly path: string; readonly grant: string | null }[] = [];
  /** Answers instead, where it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  readonly #listening: LoopbackServer;

  private constructor(listening: LoopbackServer, options: AuthorizationServerOptions) {
    this.#listening = listening;
    this.issuer = `http://127.0.0.1:${listening.port}`;
    this.provider = quietly(() => new Provider(this.issuer, configuration(options)));
    this.provider.on('grant.success', ({ oidc }) => this.asked.push({ path: '/token', grant: String(oidc.params?.['grant_type']) }));
  }

  static async listen(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
    const listening = await LoopbackServer.listen((request, response) => answer(request, response));
    const server = new AuthorizationServer(listening, options);
    const callback = server.provider.callback();
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (server.intercept(request, response)) return;
      if (!(request.url ?? '').startsWith('/interaction'))
        server.asked.push({ path: (request.url ?? '').split('?')[0] ?? '', grant: null });
      void callback(request, response);
    };
    return server;
  }

  /** How often tokens were given for this. */
  granted(grant: 'authorization_code' | 'refresh_token'): number {
    return this.asked.filter((asked) => asked.grant === grant).length;
  }

  count(path: string): number {
    return this.asked.filter((asked) => asked.path === path && asked.grant === null).length;
  }

  /** The scopes of an access token that is good; null for any other. */
  async scopesOf(token: string): Promise<string[] | null> {
    const found = await this.provider.AccessToken.find(token);
    return found === undefined || found.isExpired ? null : [...found.scopes];
  }

  /** As if it had expired. */
  async spoil(token: string): Promise<void> {
    await (await this.provider.AccessToken.find(token))?.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening[Symbol.asyncDispose]();
  }
}

/** It warns that keys, storage and pages are those of a trial. They are. */
function quietly<Value>(make: () => Value): Value {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    return make();
  } finally {
    warnings.mockRestore();
  }
}

function configuration({ accessTtl = 3600, clients = [], isClosed = false }: AuthorizationServerOptions): Configuration {
  return {
    clients,
    cookies: { keys: cookieKeys },
    scopes: ['openid', 'offline_access', 'read', 'write'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: !isClosed },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'read write',
          audience: resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: accessTtl,
        }),
        useGrantedResource: () => true,
      },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: accessTtl, Interaction: 600, Session: 86_400, Grant: 86_400, RefreshToken: 86_400, AuthorizationCode: 60 },
    clientBasedCORS: () => false,
  };
}
