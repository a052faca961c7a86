import { BoundedMap } from '../lib/bounded-map.ts';
import type { Challenge } from './challenge.ts';
import { scopesIn } from './grant.ts';

/** A server that still wants the same rights after the person agreed to them so often is not asked about again. */
const mostStepUps = 2;
const mostRemembered = 100;

/** What a server said that it wants of somebody signed in, since that was last settled. */
export class ServerWants {
  #challenge: Challenge | null = null;
  #more: Challenge | null = null;
  /** How often the person agreed to what was wanted in these words. */
  readonly #agreed = new BoundedMap<string, number>(mostRemembered);

  /** What the next sign-in is to bring. */
  get challenge(): Challenge | null {
    return this.#more ?? this.#challenge;
  }

  get isWanted(): boolean {
    return this.#challenge !== null;
  }

  /** Rights beyond those of the sign-in that there is; null: it wants none. */
  get more(): readonly string[] | null {
    return this.#more === null ? null : scopesIn(this.#more.scope);
  }

  /** It took no request without a sign-in. */
  wantsSignIn(challenge: Challenge | null): void {
    this.#challenge = challenge ?? { resourceMetadata: null, scope: null, error: null };
  }

  /** Null: the person was asked for this often enough. */
  wantsMore(challenge: Challenge): readonly string[] | null {
    if ((this.#agreed.get(challenge.scope ?? '') ?? 0) >= mostStepUps) {
      this.#more = null;
      return null;
    }
    this.#more = challenge;
    return this.more;
  }

  settle(): void {
    if (this.#more !== null) this.#agreed.set(this.#more.scope ?? '', (this.#agreed.get(this.#more.scope ?? '') ?? 0) + 1);
    this.#challenge = null;
    this.#more = null;
  }
}
