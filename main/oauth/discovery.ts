import {
  type AuthorizationServerMetadata,
  checkResourceAllowed,
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  type FetchLike,
  type OAuthProtectedResourceMetadata,
  resourceUrlFromServerUrl,
} from '@modelcontextprotocol/client';
import { NamedError } from '../../contract/errors.ts';
import { webAddress } from '../lib/web-address.ts';
import { placeOfHost } from './network-place.ts';
import type { Challenge } from './challenge.ts';

/** Where one signs in at a server, and what for. */
export interface SignInPlace {
  readonly issuer: string;
  readonly metadata: AuthorizationServerMetadata;
  /** The resource indicator (RFC 8707), as the server spells it; null: it doesn't describe itself. */
  readonly resource: string | null;
  /** All that the server says it has, separated by spaces. */
  readonly scopes: string | null;
}

/** Of the authorization servers that one server names; more are not asked. */
const mostIssuers = 4;

/**
 * Finds out where one signs in (2026-07-28, authorization, "Authorization Server Discovery"): the server's own metadata, then that of the
 * authorization server, whose `issuer` must be what we asked for. Throws `upstream_failed` or `forbidden` with a sentence for a person.
 */
export async function discoverSignIn(address: URL, challenge: Challenge | null, fetchFn: FetchLike): Promise<SignInPlace> {
  const server = describedAddress(address);
  const described = await describedBy(server, challenge, fetchFn);
  const named = described?.authorization_servers ?? [];
  const metadata = await firstUsable(named.length === 0 ? [new URL('/', server).href] : named.slice(0, mostIssuers), server, fetchFn);
  return {
    issuer: metadata.issuer,
    metadata,
    resource: described?.resource ?? null,
    scopes: described?.scopes_supported?.join(' ') ?? null,
  };
}

/** Of those that a server names, the first that one can sign in at. Throws what is in the way at the first of them. */
async function firstUsable(issuers: readonly string[], server: URL, fetchFn: FetchLike): Promise<AuthorizationServerMetadata> {
  const faults: unknown[] = [];
  for (const issuer of issuers) {
    try {
      return await usableMetadata(issuer, server, fetchFn);
    } catch (error) {
      faults.push(error);
    }
  }
  throw faults[0];
}

async function usableMetadata(issuer: string, server: URL, fetchFn: FetchLike): Promise<AuthorizationServerMetadata> {
  const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn });
  if (metadata === undefined) throw failed(`${hostOf(issuer)} does not say how to sign in: look whether the url of the server is right.`);
  requirePkce(metadata);
  requireBrowsable(metadata.authorization_endpoint, server);
  return metadata;
}

/** A WebSocket is described where its host speaks HTTP. */
function describedAddress(address: URL): URL {
  const described = new URL(address);
  if (address.protocol === 'wss:') described.protocol = 'https:';
  if (address.protocol === 'ws:') described.protocol = 'http:';
  return described;
}

/** What the server says of itself; null where it says nothing, as servers did before 2025-06-18. */
async function describedBy(server: URL, challenge: Challenge | null, fetchFn: FetchLike): Promise<OAuthProtectedResourceMetadata | null> {
  for (const resourceMetadataUrl of [...(challenge?.resourceMetadata ? [challenge.resourceMetadata] : []), undefined]) {
    const metadata = await discoverOAuthProtectedResourceMetadata(server, resourceMetadataUrl && { resourceMetadataUrl }, fetchFn).catch(
      nothing,
    );
    if (metadata === null) continue;
    const requestedResource = resourceUrlFromServerUrl(server);
    if (checkResourceAllowed({ requestedResource, configuredResource: metadata.resource })) return metadata;
    throw failed(`It says that it is ${shortened(metadata.resource)}, which it is not: what is signed in there would not be for it.`);
  }
  return null;
}

/** That it isn't there is an answer; that we may not go there, or nobody answers, is none. */
function nothing(error: unknown): null {
  if (error instanceof NamedError) throw error;
  return null;
}

/** Without it whoever sees the answer of the browser could use it (2026-07-28, authorization, "Authorization Code Protection"). */
function requirePkce({ issuer, code_challenge_methods_supported: methods }: AuthorizationServerMetadata): void {
  if (methods?.includes('S256') !== true)
    throw failed(`${hostOf(issuer)} does not say that it protects sign-ins as MCP demands (PKCE with S256).`);
}

/** The person is sent there: to the web, and to this computer only by a server that is on it. */
export function requireBrowsable(address: string, server: URL): void {
  const checked = webAddress(address);
  const place = checked === null ? 'nowhere' : (placeOfHost(checked.hostname) ?? 'public');
  if (place === 'public' || place === placeOfHost(server.hostname)) return;
  throw new NamedError('forbidden', `The page to sign in at has an address that Patchbay does not open: ${shortened(address)}`);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : shortened(address);
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function failed(sentence: string): NamedError {
  return new NamedError('upstream_failed', sentence);
}
