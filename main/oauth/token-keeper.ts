import { NamedError } from '../../contract/errors.ts';
import { type Grant, isFresh, readGrant, writeGrant } from './grant.ts';
import { GuardedFetch } from './guarded-fetch.ts';
import type { KeyedTurns } from './keyed-turns.ts';
import type { SignInServer } from './sign-in-server.ts';

/** Implemented by the vault. `read` and `write` throw `vault_locked` while it can't be opened. */
export interface TokenVault {
  read(name: string): Promise<string | null>;
  /** Durable when it resolves. */
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Known even while it is locked. */
  names(): readonly string[];
}

export interface KeeperParts {
  readonly vault: TokenVault;
  /** Of everybody, so that one client renews one thing at a time. */
  readonly turns: KeyedTurns;
  /** Hears every token, and what it is one of, so that it can be kept out of logs. */
  readonly seen: (name: string, secret: string) => void;
}

/**
 * The tokens of one server. They lie in the vault, bound to the server's address, and are in use only once they lie there: a refresh token that
 * was replaced is never lost to a crash (protocol-security-reliability.md §3.8).
 */
export class TokenKeeper {
  readonly #server: SignInServer;
  readonly #parts: KeeperParts;
  #grant: Grant | null = null;
  /** Not in the vault yet: nobody gets it. */
  #unsaved: Grant | null = null;
  #isLoaded = false;
  #renewing: Promise<Grant> | null = null;

  constructor(server: SignInServer, parts: KeeperParts) {
    this.#server = server;
    this.#parts = parts;
  }

  get grant(): Grant | null {
    return this.#grant;
  }

  get isLocked(): boolean {
    return !this.#isLoaded && this.#parts.vault.names().includes(this.#name);
  }

  /** Throws `vault_locked`. */
  async load(): Promise<void> {
    if (this.#isLoaded) return;
    const text = this.#parts.vault.names().includes(this.#name) ? await this.#read() : null;
    if (this.#isLoaded) return;
    this.#use(readGrant(text, this.#server.url.href, this.#server.settings.clientId));
    this.#isLoaded = true;
  }

  /** In use as soon as it lies in the vault. Throws `vault_locked`, or why it couldn't be written. */
  async keep(grant: Grant): Promise<void> {
    this.#unsaved = grant;
    await this.#parts.vault.write(this.#name, writeGrant(grant));
    // Signed out meanwhile: what was written behind that must not bring the sign-in back.
    if (this.#unsaved === null && this.#grant === null) await this.#parts.vault.remove(this.#name);
    if (this.#unsaved !== grant) return;
    this.#use(grant);
    this.#unsaved = null;
    this.#isLoaded = true;
  }

  /** Nobody takes this access token any more, and it can't be renewed. */
  async noteOver(grant: Grant): Promise<void> {
    // What waits to be written is newer than what is in use.
    const newest = this.#unsaved ?? this.#grant;
    if (newest?.access === grant.access) await this.keep({ ...newest, isOver: true });
  }

  /** Throws `vault_locked`, or why it couldn't be written; then nothing is forgotten. */
  async forget(): Promise<void> {
    // Where there is nothing, no keychain is asked for it.
    if (this.#parts.vault.names().includes(this.#name)) await this.#parts.vault.remove(this.#name);
    this.#grant = null;
    this.#unsaved = null;
    this.#isLoaded = true;
  }

  /** A sign-in whose access token is good for a request, renewed if need be; null: there is none. Throws why it can't be renewed now. */
  async fresh(): Promise<Grant | null> {
    await this.load();
    const grant = await this.#saved();
    if (grant === null || grant.isOver) return null;
    const now = Date.now();
    if (isFresh(grant, now)) return grant;
    const isGood = grant.expires === null || now < grant.expires;
    if (grant.refresh === null) return isGood ? grant : null;
    return this.renew(grant).catch((error: unknown) => {
      if (isGood && !(error instanceof NamedError && error.code === 'sign_in_needed')) return grant;
      throw error;
    });
  }

  /**
   * New tokens in the place of these; everybody who asks meanwhile shares them. Throws `sign_in_needed` where the authorization server gives no
   * more, `upstream_failed` where it can't be reached: then the tokens are kept.
   */
  renew(used: Grant): Promise<Grant> {
    const current = this.#grant;
    if (current !== null && current.access !== used.access && !current.isOver) return Promise.resolve(current);
    const key = JSON.stringify([used.issuer, used.client.id, used.resource]);
    this.#renewing ??= this.#parts.turns
      .run(key, () => this.#renew(used))
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  get #name(): string {
    return tokensOfServer(this.#server.name);
  }

  /** What is in use, once what waits for it lies in the vault. Throws as `keep` does. */
  async #saved(): Promise<Grant | null> {
    if (this.#unsaved !== null) await this.keep(this.#unsaved);
    return this.#grant;
  }

  /** A sign-in that was damaged is as good as none. */
  async #read(): Promise<string | null> {
    return this.#parts.vault.read(this.#name).catch((error: unknown) => {
      if (error instanceof NamedError && error.code === 'secret_missing') return null;
      throw error;
    });
  }

  #use(grant: Grant | null): void {
    this.#grant = grant;
    const secrets = { access: grant?.access, refresh: grant?.refresh, client: grant?.client.secret };
    for (const [kind, secret] of Object.entries(secrets)) if (typeof secret === 'string') this.#parts.seen(`${this.#name}/${kind}`, secret);
  }

  async #renew(used: Grant): Promise<Grant> {
    // What was renewed, and could not be written, has used this refresh token up.
    const before = await this.#saved();
    if (before !== null && before.access !== used.access && !before.isOver) return before;
    if (used.refresh === null) throw await this.#over(used);
    const [{ renewed }, { isFinal, refusalOf }] = await Promise.all([import('./token-requests.ts'), import('./refusal.ts')]);
    const secret = (await this.#server.settings.clientSecret?.()) ?? null;
    await using guarded = new GuardedFetch(this.#server.url);
    const grant = await renewed(used, used.refresh, secret, guarded.fetch).catch(async (error: unknown) => {
      const ownClient = this.#server.settings.clientId !== null;
      throw isFinal(error, ownClient) ? await this.#over(used, error) : refusalOf(error, used.issuer, ownClient);
    });
    const after = await this.#saved();
    if (after === null) throw this.#needed('wants a sign-in, and you have signed out');
    // Signed in again meanwhile.
    if (after.access !== used.access) return after;
    await this.keep(grant);
    return grant;
  }

  async #over(grant: Grant, cause?: unknown): Promise<NamedError> {
    await this.noteOver(grant);
    return this.#needed('no longer takes your sign-in', cause);
  }

  #needed(reason: string, cause?: unknown): NamedError {
    return new NamedError('sign_in_needed', signInSentence(this.#server.name, reason), dataOf(this.#server.name), { cause });
  }
}

/** What the vault calls them. */
function tokensOfServer(server: string): string {
  return `sign-in/${server}/tokens`;
}

/** The server whose tokens the vault calls so; null: it is something else. */
export function serverOfTokens(name: string): string | null {
  return /^sign-in\/([^/]+)\/tokens$/.exec(name)?.[1] ?? null;
}

/** What apps are told, too. */
export function signInSentence(server: string, deed: string): string {
  return `The server “${server}” ${deed}: open Patchbay and sign in there, or run “patchbay servers sign-in ${server}”.`;
}

/** The status tells the start of a connection that this says nothing about the server's era. */
export function dataOf(server: string): Readonly<Record<string, unknown>> {
  return { server, httpStatus: 401 };
}
