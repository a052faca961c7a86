import { NamedError } from '../../contract/errors.ts';
import type { SignInServer, SignInSettings } from '../oauth/sign-in-server.ts';
import { SignIns } from '../oauth/sign-ins.ts';
import { isReference } from '../settings/references.ts';
import type { AuthSettings, HttpServerSettings, ServerSettings } from '../settings/settings.ts';
import { splitLogin } from '../upstreams/http/login.ts';
import type { Vault } from '../vault/vault.ts';
import type { Ground } from './ground.ts';
import type { ComposeOptions } from './options.ts';

/** Being signed in at remote servers, with the tokens in the vault. */
export function composeSignIns({ openInBrowser }: ComposeOptions, { vault, seen, note, log, settings }: Ground): SignIns {
  const report = (error: unknown): void => log.error('A sign-in could not be read or kept', error);
  const signIns = new SignIns({
    vault,
    openInBrowser: openInBrowser ?? null,
    seen: (name, secret) => seen.add(name, secret),
    note: (kind, server, detail) => note({ kind, server, detail }),
    report,
  });
  vault.changed.subscribe(({ state }) => {
    if (state !== 'open') return;
    void signIns.vaultChanged();
    // Of a file with faults nobody knows which servers it means.
    if (settings.faults.length === 0) signIns.forgetUnknown(settings.current.servers).catch(report);
  });
  return signIns;
}

/** The servers that one may sign in at: those at an address that is no secret, without a key of their own. */
export function signInServers(servers: ReadonlyMap<string, ServerSettings>, vault: Pick<Vault, 'read'>): SignInServer[] {
  return [...servers].flatMap(([name, server]) => (server.kind === 'http' ? (signInServer(name, server, vault) ?? []) : []));
}

function signInServer(name: string, { url, headers, auth }: HttpServerSettings, vault: Pick<Vault, 'read'>): SignInServer | null {
  if (isReference(url) || Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')) return null;
  const address = splitLogin(url, {});
  if ('authorization' in address.headers) return null;
  const fingerprint = JSON.stringify([address.url.href, auth]);
  return { name, url: address.url, fingerprint, isAnnounced: auth !== undefined, settings: settingsOf(auth, vault) };
}

function settingsOf(auth: AuthSettings | undefined, vault: Pick<Vault, 'read'>): SignInSettings {
  return {
    clientId: auth?.clientId ?? null,
    clientSecret: secretOf(auth, vault),
    clientMetadataUrl: auth?.clientMetadataUrl ?? null,
    redirectPort: auth?.redirectPort ?? null,
    scopes: auth?.scopes ?? [],
  };
}

function secretOf(auth: AuthSettings | undefined, vault: Pick<Vault, 'read'>): SignInSettings['clientSecret'] {
  const secret = auth?.clientSecret;
  if (secret === undefined) return null;
  if (!isReference(secret)) return () => Promise.resolve(secret);
  return async () => {
    const value = await vault.read(secret.secret);
    if (value !== null) return `${secret.prefix ?? ''}${value}${secret.suffix ?? ''}`;
    throw new NamedError('secret_missing', `The vault has no secret ${secret.secret}: set it in Settings, or with “patchbay secrets set”.`);
  };
}
