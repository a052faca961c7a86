import { namePattern } from '../../contract/names.ts';

/** A URI as its server spells it. */
export interface ServerUri {
  readonly server: string;
  readonly uri: string;
}

/**
 * The URI with its server at the front of the authority: `ui://app/page` of `clock` is `ui://clock~/app/page`. The scheme stays, and URI
 * templates stay templates. What has no `//` gets the server behind the scheme (`urn:clock~/isbn:1`), or at the very front.
 */
export function underServer({ server, uri }: ServerUri): string {
  const scheme = schemeOf(uri);
  return `${scheme}${server}~/${uri.slice(scheme.length)}`;
}

/** The reverse of `underServer`; null for what it never makes. */
export function splitServer(shown: string): ServerUri | null {
  // First, because each text of a call's arguments is asked: hardly any has it. No scheme has.
  const end = shown.indexOf('~/');
  if (end < 0) return null;
  const scheme = schemeOf(shown);
  const server = shown.slice(scheme.length, end);
  if (!namePattern.test(server)) return null;
  const parts = { server, uri: `${scheme}${shown.slice(end + 2)}` };
  return underServer(parts) === shown ? parts : null;
}

function schemeOf(uri: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/)?/.exec(uri)?.[0] ?? '';
}
