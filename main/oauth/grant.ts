import type { OAuthClientInformationMixed, OAuthMetadata, OAuthTokens } from '@modelcontextprotocol/client';
import { z } from 'zod';

/** The last that a `Date` can say, in milliseconds since 1970. */
const lastTime = 8.64e15;

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
  obtained: z.number().max(lastTime),
  expires: z.number().max(lastTime).nullable(),
  /** The authorization server, or the server itself, takes it no more. */
  isOver: z.boolean(),
});

/** One sign-in at one server: for whom, by whom, and the tokens. */
export type Grant = Readonly<z.infer<typeof grantShape>>;

/** The longest that tokens are renewed before they expire, in milliseconds; of tokens that live shorter, half their life. */
const marginMs = 60_000;
/** A hundred years, in seconds. */
const longestLife = 3_155_760_000;

/** Null where it isn't one, or is bound to another address, or to another client than `clientId`; null: any that Patchbay introduced itself as. */
export function readGrant(text: string | null, url: string, clientId: string | null): Grant | null {
  if (text === null) return null;
  try {
    const { data } = grantShape.safeParse(JSON.parse(text));
    return data?.url === url && (clientId === null || data.client.id === clientId) ? data : null;
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
    expires: expiryOf(answer.expires_in, now),
    isOver: false,
  };
}

/** Some that mean "never" write a number of seconds that no clock will show. */
function expiryOf(seconds: number | undefined, now: number): number | null {
  if (seconds === undefined || seconds > longestLife) return null;
  return now + Math.max(seconds, 0) * 1000;
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
