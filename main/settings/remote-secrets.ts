import { isReference, plainTexts } from './references.ts';
import type { ServerSettings } from './settings.ts';
import { secretsInUrl } from './shown-url.ts';

/** What of the settings of a remote server must never be shown: what its headers say, with and without a `Bearer` before it, and what its address hides. */
export function remoteSecrets(server: ServerSettings): string[] {
  if (server.kind !== 'http') return [];
  const { clientSecret } = server.auth ?? {};
  const values = Object.values(plainTexts({ ...server.headers, ...(clientSecret !== undefined && { clientSecret }) }));
  const address = isReference(server.url) ? (server.url.prefix ?? '') : server.url;
  return [...values, ...values.map((value) => value.replace(/^\w+\s+/, '')), ...(URL.canParse(address) ? secretsInUrl(address) : [])];
}
