import type { SignIn } from '../../contract/sign-ins.ts';
import type { Grant } from './grant.ts';

/** What there is to say of one sign-in. */
export interface SignInFacts {
  readonly server: string;
  readonly grant: Grant | null;
  /** The vault holds one that can't be read yet. */
  readonly isLocked: boolean;
  /** The sign-in that is under way: where the person is sent, and by whom, once that is known. `isShown`: Patchbay opened it. */
  readonly attempt: { readonly address: string | null; readonly issuer: string | null; readonly isShown: boolean } | null;
  readonly more: readonly string[] | null;
  readonly trouble: string | null;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** As the window and the command line show it; no token is in it. */
export function signInView(facts: SignInFacts): SignIn {
  const { server, grant, attempt } = facts;
  const [state, message] = stateOf(facts);
  const granted = grantedBy(grant);
  return { server, state, message, ...granted, issuer: attempt?.issuer ?? granted.issuer, address: addressOf(attempt) };
}

function grantedBy(grant: Grant | null): Pick<SignIn, 'issuer' | 'scopes' | 'expiresAt' | 'renewable'> {
  if (grant === null) return { issuer: null, scopes: [], expiresAt: null, renewable: false };
  const expiresAt = grant.expires === null ? null : new Date(grant.expires).toISOString();
  return { issuer: grant.issuer, scopes: [...grant.scopes], expiresAt, renewable: !grant.isOver && grant.refresh !== null };
}

/** Where Patchbay could open it, nobody needs it. */
function addressOf(attempt: SignInFacts['attempt']): string | null {
  return attempt === null || attempt.isShown ? null : attempt.address;
}

/** Whether requests may be made with it, as far as the clock tells. */
export function isUsable(grant: Grant | null, now: number): boolean {
  if (grant === null || grant.isOver) return false;
  return grant.refresh !== null || grant.expires === null || now < grant.expires;
}

function stateOf(facts: SignInFacts): [SignIn['state'], string] {
  const { attempt, grant, isLocked, trouble, now } = facts;
  if (attempt !== null) return ['waiting-for-browser', waitingSentence(attempt)];
  if (isLocked) return ['needs-unlock', 'The sign-in lies in the vault: unlock it in Settings.'];
  if (trouble !== null) return ['failed', trouble];
  if (grant === null) return ['signed-out', 'Nobody is signed in: sign in to use this server.'];
  return isUsable(grant, now) ? signedIn(facts) : ['expired', 'The sign-in has ended and can’t be renewed: sign in again.'];
}

function signedIn({ more }: SignInFacts): [SignIn['state'], string] {
  if (more === null) return ['signed-in', 'Signed in, for every app that uses this server.'];
  const rights = more.length === 0 ? '' : ` (${more.join(' ').slice(0, 200)})`;
  return ['needs-more', `Signed in, but the server wants more rights${rights}: sign in again to agree, or leave it.`];
}

function waitingSentence({ address, isShown }: NonNullable<SignInFacts['attempt']>): string {
  if (address === null) return 'Finding out where to sign in.';
  if (isShown) return 'Go on in your browser.';
  return 'Open the address in a browser on this computer: the answer comes back to it, so a browser elsewhere can’t bring it.';
}
