import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client';

/** What a server said with a 401 or 403 about what it wants. Untrusted. */
export interface Challenge {
  /** Where it describes itself as a protected resource (RFC 9728). */
  readonly resourceMetadata: URL | null;
  readonly scope: string | null;
  readonly error: string | null;
}

const longest = 8192;

/** From the header `WWW-Authenticate`; null where it doesn't ask for a token (RFC 6750). */
export function readChallenge(header: string | readonly string[] | undefined): Challenge | null {
  const values = typeof header === 'string' ? [header] : (header ?? []);
  for (const value of values) {
    // A server may name several ways in one header; the parameters of each follow its name.
    const start = /(?:^|,\s*)bearer(?=\s|,|$)/i.exec(value.slice(0, longest));
    if (start === null) continue;
    const bearer = value.slice(start.index, longest).replace(/^,\s*/, '');
    const said = extractWWWAuthenticateParams(new Response(null, { headers: { 'www-authenticate': bearer } }));
    return { resourceMetadata: said.resourceMetadataUrl ?? null, scope: said.scope ?? null, error: said.error ?? null };
  }
  return null;
}
