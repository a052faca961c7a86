import { NamedError } from '../../contract/errors.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import { GuardedFetch } from './guarded-fetch.ts';
import { ServerAccess } from './server-access.ts';
import { ServerWants } from './server-wants.ts';
import { type OpenInBrowser, SignInAttempt } from './sign-in-attempt.ts';
import type { SignInServer } from './sign-in-server.ts';
import { isUsable, signInView } from './sign-in-view.ts';
import { type KeeperParts, TokenKeeper } from './token-keeper.ts';

export interface SignInParts extends KeeperParts {
  readonly openInBrowser: OpenInBrowser;
  readonly changed: () => void;
  /** What the person did, for the log; no token is in it. */
  readonly note: (kind: 'sign-in.done' | 'sign-in.failed' | 'sign-in.ended', server: string, detail: string) => void;
  /** There is a sign-in now: what waited for it can go on. */
  readonly signedIn: (server: string) => void;
}

/** Being signed in at one server: what the person does about it, and what is said of it. */
export class ServerSignIn {
  readonly server: SignInServer;
  readonly access: ServerAccess;
  readonly #parts: SignInParts;
  readonly #keeper: TokenKeeper;
  readonly #wants = new ServerWants();
  #attempt: SignInAttempt | null = null;
  #trouble: string | null = null;

  constructor(server: SignInServer, parts: SignInParts) {
    this.server = server;
    this.#parts = parts;
    this.#keeper = new TokenKeeper(server, parts);
    this.access = new ServerAccess({
      server,
      keeper: this.#keeper,
      wants: this.#wants,
      troubled: (sentence) => this.#note(sentence),
      changed: parts.changed,
    });
  }

  /** Whether there is anything to say: one signs in there, or could. */
  get isOfInterest(): boolean {
    const { isAnnounced } = this.server;
    return (
      isAnnounced ||
      this.#wants.isWanted ||
      this.#keeper.grant !== null ||
      this.#keeper.isLocked ||
      this.#attempt !== null ||
      this.#trouble !== null
    );
  }

  /** Whether the server can't be used before somebody signs in. */
  get isNeeded(): boolean {
    if (this.#keeper.isLocked || isUsable(this.#keeper.grant, Date.now())) return false;
    return this.server.isAnnounced || this.#wants.isWanted || this.#keeper.grant !== null;
  }

  /** Reads what the vault holds; where it is locked, that is what is said of it. Throws only what is Patchbay's fault. */
  async load(): Promise<void> {
    await this.#keeper.load().catch((error: unknown) => {
      if (!(error instanceof NamedError)) throw error;
    });
  }

  view(): SignIn {
    return signInView({
      server: this.server.name,
      grant: this.#keeper.grant,
      isLocked: this.#keeper.isLocked,
      attempt: this.#attempt,
      more: this.#wants.more,
      trouble: this.#trouble,
      now: Date.now(),
    });
  }

  /** The person wants to sign in; a try that is under way ends. Resolves when there is a page to go to. Throws `vault_locked`. */
  async start(): Promise<SignIn> {
    await this.#keeper.load();
    this.#attempt?.cancel();
    const attempt = new SignInAttempt({
      server: this.server,
      challenge: this.#wants.challenge,
      granted: this.#wants.more === null ? [] : (this.#keeper.grant?.scopes ?? []),
      openInBrowser: this.#parts.openInBrowser,
      changed: this.#parts.changed,
    });
    this.#attempt = attempt;
    this.#trouble = null;
    this.#parts.changed();
    const over = this.#follow(attempt);
    await Promise.race([attempt.begun.then(() => (attempt.address === null ? over : undefined)), over]);
    return this.view();
  }

  cancel(): SignIn {
    this.#attempt?.cancel();
    this.#attempt = null;
    this.#trouble = null;
    this.#parts.changed();
    return this.view();
  }

  /** Tells the authorization server where it takes that, and forgets the tokens in any case. Throws `vault_locked`. */
  async end(): Promise<SignIn> {
    this.#attempt?.cancel();
    this.#attempt = null;
    await this.load();
    const { grant } = this.#keeper;
    await this.#keeper.forget();
    this.#trouble = null;
    if (grant !== null) {
      // It had to be signed in at, so it has to be again: where to do that stays in sight.
      this.#wants.wantsSignIn(null);
      const isTold = await this.#revoke(grant).catch(() => false);
      this.#parts.note('sign-in.ended', this.server.name, isTold ? `${grant.issuer} was told` : `${grant.issuer} could not be told`);
    }
    this.#parts.changed();
    return this.view();
  }

  /** It is of no use any more: nothing is under way. */
  async leave(): Promise<void> {
    this.#attempt?.cancel();
    await this.#attempt?.ended.catch(() => undefined);
  }

  /** The server is gone: nobody is signed in there any more. Throws as `end` does. */
  async forget(): Promise<void> {
    await this.leave();
    await this.end();
  }

  async #follow(attempt: SignInAttempt): Promise<void> {
    try {
      const grant = await attempt.ended;
      if (grant === null || this.#attempt !== attempt) return;
      await this.#keeper.keep(grant);
      this.#wants.settle();
      this.#attempt = null;
      this.#parts.note('sign-in.done', this.server.name, grant.issuer);
      this.#parts.signedIn(this.server.name);
    } catch (error) {
      if (this.#attempt !== attempt) return;
      this.#attempt = null;
      const sentence = error instanceof NamedError ? error.message : 'The sign-in could not be kept: Patchbay’s log says why.';
      this.#trouble = isUsable(this.#keeper.grant, Date.now()) ? `${sentence} You are signed in as before.` : sentence;
      this.#parts.note('sign-in.failed', this.server.name, this.#trouble);
    }
    this.#parts.changed();
  }

  async #revoke(grant: NonNullable<TokenKeeper['grant']>): Promise<boolean> {
    const { revoked } = await import('./token-requests.ts');
    const secret = (await this.server.settings.clientSecret?.()) ?? null;
    await using guarded = new GuardedFetch(this.server.url);
    return await revoked(grant, secret, guarded.fetch);
  }

  #note(sentence: string | null): void {
    if (this.#trouble === sentence || (sentence === null && this.#attempt !== null)) return;
    this.#trouble = sentence;
    this.#parts.changed();
  }
}
