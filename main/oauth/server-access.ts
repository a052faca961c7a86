import { NamedError } from '../../contract/errors.ts';
import type { AccessRefusal, RemoteAccess } from '../upstreams/http/remote-access.ts';
import type { Challenge } from './challenge.ts';
import type { Grant } from './grant.ts';
import { GuardedFetch } from './guarded-fetch.ts';
import type { ServerWants } from './server-wants.ts';
import type { SignInServer } from './sign-in-server.ts';
import { dataOf, signInSentence, type TokenKeeper } from './token-keeper.ts';

export interface AccessParts {
  readonly server: SignInServer;
  readonly keeper: TokenKeeper;
  readonly wants: ServerWants;
  /** Why the tokens can't be renewed at the moment; null: they can. */
  readonly troubled: (sentence: string | null) => void;
  readonly changed: () => void;
}

/** What requests to one server carry, and what its refusals mean. Never asks the person anything: it says that they are wanted. */
export class ServerAccess implements RemoteAccess {
  readonly #parts: AccessParts;
  /** Whether one can sign in at a server that says no word of it; looked up until somebody answered. */
  #offers: Promise<boolean> | null = null;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  async authorization(): Promise<string | null> {
    const grant = await this.#watched(() => this.#parts.keeper.fresh());
    return grant === null ? null : bearer(grant);
  }

  async refused(refusal: AccessRefusal): Promise<boolean> {
    const { readChallenge } = await import('./challenge.ts');
    const said = readChallenge(refusal.challenge);
    if (refusal.status === 403) return said?.error === 'insufficient_scope' && this.#stepUp(said);
    const grant = this.#parts.keeper.grant;
    if (grant === null || grant.isOver) return this.#askPerson(said, grant);
    if (bearer(grant) === refusal.sent) return this.#renew(grant, said, refusal.isAgain);
    // There are others by now.
    return !refusal.isAgain || this.#askPerson(said, grant);
  }

  /** False where it is no matter of signing in. */
  async #askPerson(said: Challenge | null, grant: Grant | null): Promise<boolean> {
    const isMeant = said !== null || this.#parts.server.isAnnounced || (await this.#offersSignIn());
    if (!isMeant) return false;
    throw this.#needed(said, grant === null ? 'wants you to sign in' : 'no longer takes your sign-in');
  }

  /** Nothing was done with a 401, so the request may be sent again with new tokens, once. */
  async #renew(grant: Grant, said: Challenge | null, isAgain: boolean): Promise<boolean> {
    if (!isAgain && grant.refresh !== null) {
      await this.#watched(() => this.#parts.keeper.renew(grant));
      return true;
    }
    await this.#parts.keeper.noteOver(grant);
    throw this.#needed(said, 'no longer takes your sign-in');
  }

  #needed(said: Challenge | null, deed: string): NamedError {
    const { server, wants, changed } = this.#parts;
    wants.wantsSignIn(said);
    changed();
    return new NamedError('sign_in_needed', signInSentence(server.name, deed), dataOf(server.name));
  }

  /** More rights are a matter for the person (2026-07-28, authorization, "Step-Up Authorization Flow"). */
  #stepUp(said: Challenge): never {
    const { server, wants, changed } = this.#parts;
    const more = wants.wantsMore(said);
    changed();
    const rights = (more ?? []).join(' ').slice(0, 200);
    if (more === null) {
      const sentence = `The server “${server.name}” refuses this although you agreed to all that it asked for: its owner may know why.`;
      throw new NamedError('upstream_failed', sentence, { server: server.name, httpStatus: 403 });
    }
    const deed = `wants more rights for this${rights === '' ? '' : ` (${rights})`}`;
    throw new NamedError('sign_in_needed', signInSentence(server.name, deed), { ...dataOf(server.name), httpStatus: 403 });
  }

  #offersSignIn(): Promise<boolean> {
    this.#offers ??= this.#look().catch((error: unknown) => {
      if (error instanceof NamedError && error.data['network'] === true) this.#offers = null;
      return false;
    });
    return this.#offers;
  }

  async #look(): Promise<boolean> {
    const { discoverSignIn } = await import('./discovery.ts');
    await using guarded = new GuardedFetch(this.#parts.server.url);
    await discoverSignIn(this.#parts.server.url, null, guarded.fetch);
    return true;
  }

  /** What keeps the tokens from being renewed is said as such; it tells nothing about the server itself. */
  async #watched<Value>(work: () => Promise<Value>): Promise<Value> {
    const { server, troubled } = this.#parts;
    try {
      const value = await work();
      troubled(null);
      return value;
    } catch (error) {
      if (!(error instanceof NamedError) || error.code === 'sign_in_needed') throw error;
      const isLocked = error.code === 'vault_locked';
      const sentence = isLocked ? error.message : `The sign-in at the server “${server.name}” could not be renewed. ${error.message}`;
      troubled(isLocked ? null : sentence);
      const code = isLocked ? error.code : 'upstream_failed';
      throw new NamedError(code, sentence, { server: server.name, network: true }, { cause: error });
    }
  }
}

function bearer({ access }: Grant): string {
  return `Bearer ${access}`;
}
