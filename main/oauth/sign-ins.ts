import { NamedError } from '../../contract/errors.ts';
import type { SignIn } from '../../contract/sign-ins.ts';
import { Broadcast } from '../lib/broadcast.ts';
import { noAccess, type RemoteAccess } from '../upstreams/http/remote-access.ts';
import { KeyedTurns } from './keyed-turns.ts';
import { serverOfTokens } from './token-keeper.ts';
import { ServerSignIn, type SignInParts } from './server-sign-in.ts';
import type { SignInServer } from './sign-in-server.ts';

export interface SignInsParts extends Pick<SignInParts, 'vault' | 'seen' | 'openInBrowser' | 'note'> {
  readonly report: (error: unknown) => void;
}

/** Every server that one may sign in at. One sign-in serves all apps. */
export class SignIns implements AsyncDisposable {
  readonly changed = new Broadcast<readonly SignIn[]>();
  /** By the server's name: what waited for the sign-in can go on. */
  readonly signedIn = new Broadcast<string>();
  readonly #parts: SignInsParts;
  readonly #turns = new KeyedTurns();
  #servers = new Map<string, ServerSignIn>();
  #isForgetting = false;

  constructor(parts: SignInsParts) {
    this.#parts = parts;
  }

  /**
   * Follows the settings: a server with another address, or other settings for this, begins anew; what one had that is not in config.yaml any more
   * is forgotten. What the vault holds is read in the background.
   */
  follow(servers: readonly SignInServer[], known: { has(server: string): boolean }): void {
    const before = this.#servers;
    this.#servers = new Map(
      servers.map((server) => {
        const same = before.get(server.name);
        return [server.name, same?.server.fingerprint === server.fingerprint ? same : this.#open(server)];
      }),
    );
    for (const [name, signIn] of before) {
      if (this.#servers.get(name) === signIn) continue;
      (known.has(name) ? signIn.leave() : signIn.forget()).catch((error: unknown) => this.#parts.report(error));
    }
    void this.vaultChanged();
  }

  /** The vault may be open now. Resolves when what it holds was read. */
  async vaultChanged(): Promise<void> {
    const loading = [...this.#servers.values()].map((signIn) => signIn.load().catch((error: unknown) => this.#parts.report(error)));
    this.#announce();
    await Promise.all(loading);
    this.#announce();
  }

  /** What is kept for servers that left config.yaml while Patchbay was not running, or while the vault could not be opened. For an open vault. */
  async forgetUnknown(known: { has(server: string): boolean }): Promise<void> {
    // Each removal changes the vault, which is what this follows.
    if (this.#isForgetting) return;
    this.#isForgetting = true;
    try {
      await this.#forgetOthers(known);
    } finally {
      this.#isForgetting = false;
    }
  }

  /** Those that there is something to say of. Starts nothing. */
  list(): SignIn[] {
    return [...this.#servers.values()].filter((signIn) => signIn.isOfInterest).map((signIn) => signIn.view());
  }

  /** Whether the server can't be used before somebody signs in. */
  isNeeded(server: string): boolean {
    return this.#servers.get(server)?.isNeeded ?? false;
  }

  /** What goes with the requests to this server at this address, and to no other. */
  accessTo(server: string, url: URL): RemoteAccess {
    const signIn = this.#servers.get(server);
    return signIn !== undefined && signIn.server.url.href === url.href ? signIn.access : noAccess;
  }

  async start(server: string): Promise<SignIn> {
    return this.#of(server).start();
  }

  async cancel(server: string): Promise<SignIn> {
    return this.#of(server).cancel();
  }

  async end(server: string): Promise<SignIn> {
    return this.#of(server).end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map((signIn) => signIn.leave()));
  }

  #open(server: SignInServer): ServerSignIn {
    return new ServerSignIn(server, {
      ...this.#parts,
      turns: this.#turns,
      changed: () => this.#announce(),
      signedIn: (name) => this.signedIn.emit(name),
    });
  }

  #of(server: string): ServerSignIn {
    const signIn = this.#servers.get(server);
    if (signIn !== undefined) return signIn;
    throw new NamedError('not_found', `One can’t sign in at ${server.slice(0, 64)}: it is no remote server without a key of its own.`);
  }

  async #forgetOthers(known: { has(server: string): boolean }): Promise<void> {
    const { vault } = this.#parts;
    const unknown = vault.names().filter((name) => {
      const server = serverOfTokens(name);
      return server !== null && !known.has(server) && !this.#servers.has(server);
    });
    for (const name of unknown) await vault.remove(name);
  }

  #announce(): void {
    this.changed.emit(this.list());
  }
}
