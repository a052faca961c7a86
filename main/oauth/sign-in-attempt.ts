import { NamedError } from '../../contract/errors.ts';
import type { Challenge } from './challenge.ts';
import type { Grant } from './grant.ts';
import { GuardedFetch } from './guarded-fetch.ts';
import { placeOfHost } from './network-place.ts';
import type { SignInServer } from './sign-in-server.ts';

/** Opens an address in the person's browser; null where this Patchbay has no desktop. */
export type OpenInBrowser = ((address: string) => Promise<void>) | null;

export interface AttemptOptions {
  readonly server: SignInServer;
  readonly challenge: Challenge | null;
  readonly granted: readonly string[];
  readonly openInBrowser: OpenInBrowser;
  readonly changed: () => void;
}

const patienceMs = 5 * 60_000;

/** One try of the person to sign in, from their click until the tokens are there or it is over. */
export class SignInAttempt {
  address: string | null = null;
  issuer: string | null = null;
  isShown = false;
  /** Resolves when there is something to show, or when it is over. */
  readonly begun: Promise<void>;
  /** Rejects with a `NamedError` for the person; null: it was cancelled. */
  readonly ended: Promise<Grant | null>;
  readonly #options: AttemptOptions;
  readonly #life = new AbortController();
  readonly #shown = Promise.withResolvers<void>();

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.ended = this.#run();
    this.begun = Promise.race([this.#shown.promise, settled(this.ended)]);
  }

  cancel(): void {
    this.#life.abort();
  }

  async #run(): Promise<Grant | null> {
    const timeout = AbortSignal.timeout(patienceMs);
    const signal = AbortSignal.any([this.#life.signal, timeout]);
    try {
      return await this.#authorize(signal);
    } catch (error) {
      if (this.#life.signal.aborted) return null;
      if (timeout.aborted)
        throw new NamedError('upstream_failed', 'Nobody answered within five minutes. Nothing was signed in: begin again.');
      const { failureOf } = await import('./refusal.ts');
      throw failureOf(error, this.#options.server.url);
    }
  }

  async #authorize(signal: AbortSignal): Promise<Grant> {
    const { server, challenge, granted } = this.#options;
    requireSecrecy(server.url);
    await using guarded = new GuardedFetch(server.url);
    const { authorize } = await import('./authorization.ts');
    return await authorize({ server, challenge, granted, fetch: guarded.fetch, signal, show: (page) => this.#show(page) });
  }

  async #show({ address, issuer }: { readonly address: string; readonly issuer: string }): Promise<void> {
    const { openInBrowser, changed } = this.#options;
    this.issuer = issuer;
    this.isShown =
      openInBrowser !== null &&
      (await openInBrowser(address).then(
        () => true,
        () => false,
      ));
    this.address = address;
    this.#shown.resolve();
    changed();
  }
}

/** Tokens must not go where everybody on the way can read them. */
function requireSecrecy(url: URL): void {
  if (url.protocol === 'https:' || url.protocol === 'wss:' || placeOfHost(url.hostname) === 'loopback') return;
  throw new NamedError(
    'forbidden',
    'What goes to this server is not encrypted, so Patchbay does not sign in there: use an address with https.',
  );
}

async function settled(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}
