import type { OAuthClientInformationMixed, OAuthMetadata, OAuthTokens } from '@modelcontextprotocol/client';
import { z } from 'zod';

/** As it lies in the vault: all of it is secret. */
const grantShape = z.object({
  version: z.literal(1),
  /** What it is bound to: another server, issuer or client never gets it (SEP-2352). */
  url: z.string(),
  issuer: z.string(),
  resource: z.string().nullable(),
  client: z.object({ id: z.string(), secret: z.string().nullable(), method: z.string().nullable() }),
  endpoints: z.object({ authorization: z.string(), token: z.string(), revocation: z.string().nullable(), methods: z.array(z.string()) }),
  access: z.string(),
  refresh: z.string().nullable(),
  scopes: z.array(z.string()),
  /** In milliseconds since 1970. `expires` null: nobody said. */
  obtained: z.number(),
  expires: z.number().nullable(),
  /** The authorization server, or the server itself, takes it no more. */
  isOver: z.boolean(),
});

/** One sign-in at one server: for whom, by whom, and the tokens. */
export type Grant = Readonly<z.infer<typeof grantShape>>;

/** The longest that tokens are renewed before they expire, in milliseconds; of tokens that live shorter, half their life. */
const marginMs = 60_000;

/** Null where it isn't one, or is bound to another address. */
export function readGrant(text: string | null, url: string): Grant | null {
  if (text === null) return null;
  try {
    const parsed = grantShape.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.url === url ? parsed.data : null;
  } catch {
    // Nothing that this version wrote: it is as if nobody had signed in.
    return null;
  }
}

export function writeGrant(grant: Grant): string {
  return JSON.stringify(grant);
}

/** The tokens of an answer; what it leaves out stays as it was asked for, or as it was before. `now` in milliseconds since 1970. */
export function tokensOf(answer: OAuthTokens, now: number, before: Pick<Grant, 'refresh' | 'scopes'>) {
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? before.refresh,
    scopes: answer.scope === undefined ? before.scopes : scopesIn(answer.scope),
    obtained: now,
    expires: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
    isOver: false,
  };
}

/** Whether the access token is still good for a request, by this clock. */
export function isFresh({ obtained, expires }: Grant, now: number): boolean {
  return expires === null || now < expires - Math.min(marginMs, (expires - obtained) / 2);
}

export function scopesIn(text: string | null | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((scope) => scope !== '');
}

export function metadataOf({ issuer, endpoints }: Grant): OAuthMetadata {
  return {
    issuer,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
    response_types_supported: ['code'],
    token_endpoint_auth_methods_supported: endpoints.methods,
  };
}

/** `secret`: of a client that the person registered, which is not kept with the sign-in. */
export function clientInformationOf({ client }: Grant, secret: string | null): OAuthClientInformationMixed {
  const own = secret ?? client.secret;
  return {
    client_id: client.id,
    ...(own !== null && { client_secret: own }),
    redirect_uris: [],
    ...(client.method !== null && { token_endpoint_auth_method: client.method }),
  };
}
