import { randomBytes } from 'node:crypto';
import {
  computeScopeUnion,
  exchangeAuthorization,
  type FetchLike,
  type OAuthClientInformationMixed,
  startAuthorization,
  validateAuthorizationResponseIssuer,
} from '@modelcontextprotocol/client';
import { NamedError } from '../../contract/errors.ts';
import { webAddress } from '../lib/web-address.ts';
import type { Challenge } from './challenge.ts';
import { discoverSignIn, type SignInPlace } from './discovery.ts';
import { type Grant, scopesIn, tokensOf } from './grant.ts';
import { introduce, isRegisteredAnew } from './introduction.ts';
import { RedirectListener } from './redirect-listener.ts';
import { errorNameIn, refusalOf } from './refusal.ts';
import type { SignInServer } from './sign-in-server.ts';

export interface AuthorizationOptions {
  readonly server: SignInServer;
  /** What the server said last about what it wants. */
  readonly challenge: Challenge | null;
  /** That the person agreed to before: they are asked for again, so that nothing is lost. */
  readonly granted: readonly string[];
  readonly fetch: FetchLike;
  readonly signal: AbortSignal;
  readonly show: (page: { readonly address: string; readonly issuer: string }) => Promise<void>;
}

/** For clients that an authorization server knows by their exact address. */
const fixedPath = '/callback';

/**
 * One sign-in from its beginning to the tokens (OAuth 2.1 with PKCE): finds out where, introduces Patchbay, shows the page, and waits for the one
 * answer that carries our state. Throws `NamedError` with a sentence for a person, or the signal's reason. Nothing is kept.
 */
export async function authorize({ server, challenge, granted, fetch, signal, show }: AuthorizationOptions): Promise<Grant> {
  const place = await discoverSignIn(server.url, challenge, fetch);
  const { settings } = server;
  const state = randomBytes(32).toString('base64url');
  const path = isRegisteredAnew(place, settings) ? `/${randomBytes(16).toString('base64url')}` : fixedPath;
  await using listener = await RedirectListener.open({ path, port: settings.redirectPort ?? 0, state });
  const scope = scopeFor(place, challenge, [...settings.scopes, ...granted]);
  const { redirectUri } = listener;
  const client = await introduce({ place, settings, redirectUri, scope }, fetch);
  const resource = place.resource === null ? {} : { resource: place.resource };
  const { authorizationUrl, codeVerifier } = await startAuthorization(place.issuer, {
    metadata: place.metadata,
    clientInformation: client,
    redirectUrl: redirectUri,
    state,
    ...(scope !== undefined && { scope }),
    ...resource,
  });
  signal.throwIfAborted();
  await show({ address: checkedAddress(authorizationUrl), issuer: place.issuer });
  const answer = await answerOf(listener, signal);
  const authorizationCode = codeIn(answer, place);
  const tokens = await exchangeAuthorization(place.issuer, {
    metadata: place.metadata,
    clientInformation: client,
    authorizationCode,
    ...issuerIn(answer),
    codeVerifier,
    redirectUri,
    ...resource,
    fetchFn: fetch,
  }).catch((error: unknown) => Promise.reject(refusalOf(error, place.issuer, settings.clientId !== null)));
  return grantOf(server, place, client, tokensOf(tokens, Date.now(), { refresh: null, scopes: scopesIn(scope) }));
}

/** What the challenge wants, else all that the server says it has (2026-07-28, authorization, "Scope Selection Strategy"). */
function scopeFor({ scopes, metadata }: SignInPlace, challenge: Challenge | null, more: readonly string[]): string | undefined {
  const wanted = computeScopeUnion(challenge?.scope ?? (more.length === 0 ? (scopes ?? undefined) : undefined), more.join(' '));
  const mayLast = metadata.scopes_supported?.includes('offline_access') === true;
  return wanted !== undefined && mayLast ? computeScopeUnion(wanted, 'offline_access') : wanted;
}

/** The endpoint was checked before; what was added to it can't have made it another. */
function checkedAddress(url: URL): string {
  const address = webAddress(url.href);
  if (address === null) throw new NamedError('forbidden', 'The page to sign in at has an address that Patchbay does not open.');
  return address.href;
}

async function answerOf(listener: RedirectListener, signal: AbortSignal): Promise<URLSearchParams> {
  const aborted = Promise.withResolvers<never>();
  // The reason of our own signals is an error.
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([listener.answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The code, if the answer is from the authorization server that was asked (RFC 9207); nothing of an answer from another is repeated. */
function codeIn(answer: URLSearchParams, { metadata }: SignInPlace): string {
  try {
    validateAuthorizationResponseIssuer({
      iss: issuerIn(answer).iss,
      expectedIssuer: metadata.issuer,
      issParameterSupported: metadata.authorization_response_iss_parameter_supported === true,
    });
  } catch (cause) {
    throw new NamedError(
      'forbidden',
      'The answer came from somebody else than was asked. Nothing was signed in: begin again.',
      {},
      { cause },
    );
  }
  const code = answer.get('code');
  if (code !== null && answer.get('error') === null) return code;
  const reason =
    answer.get('error') === 'access_denied' ? 'You, or the server, said no' : `The answer was “${errorNameIn(answer.get('error'))}”`;
  throw new NamedError('upstream_failed', `${reason}: nothing was signed in.`);
}

function issuerIn(answer: URLSearchParams): { readonly iss?: string } {
  const iss = answer.get('iss');
  return iss === null ? {} : { iss };
}

function grantOf(
  server: SignInServer,
  place: SignInPlace,
  client: OAuthClientInformationMixed,
  tokens: ReturnType<typeof tokensOf>,
): Grant {
  const { metadata, issuer, resource } = place;
  const isOwn = server.settings.clientId !== null;
  const method = 'token_endpoint_auth_method' in client ? client.token_endpoint_auth_method : undefined;
  return {
    version: 1,
    url: server.url.href,
    issuer,
    resource,
    client: { id: client.client_id, secret: isOwn ? null : (client.client_secret ?? null), method: method ?? null },
    endpoints: {
      authorization: metadata.authorization_endpoint,
      token: metadata.token_endpoint,
      revocation: revocationOf(metadata),
      methods: metadata.token_endpoint_auth_methods_supported ?? [],
    },
    ...tokens,
  };
}

function revocationOf(metadata: SignInPlace['metadata']): string | null {
  const endpoint: unknown = 'revocation_endpoint' in metadata ? metadata.revocation_endpoint : undefined;
  return typeof endpoint === 'string' ? endpoint : null;
}
